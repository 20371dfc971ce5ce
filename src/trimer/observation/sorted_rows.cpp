#include <trimer/observation/sorted_rows.h>

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>

namespace trimer::observation {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_runs = 256;

// A packed row: line, number of fields, the length of each field, the bytes of each field.
void pack(const CsvReader& reader, std::string& out) {
  const auto put = [&](std::uint64_t value, std::size_t width) {
    out.append(reinterpret_cast<const char*>(&value),
               width);  // native order: the file never leaves this process
  };
  put(static_cast<std::uint64_t>(reader.line()), 8);
  put(reader.size(), 4);
  for (std::size_t i = 0; i < reader.size(); ++i) put(reader.field(static_cast<int>(i)).size(), 4);
  for (std::size_t i = 0; i < reader.size(); ++i) out += reader.field(static_cast<int>(i));
}

template <class Whole>
Whole get(const char* at) {
  Whole value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

struct Unpacked {
  long line = 0;
  std::vector<std::string_view> fields;

  void read(std::string_view bytes) {
    line = static_cast<long>(get<std::uint64_t>(bytes.data()));
    const auto count = get<std::uint32_t>(bytes.data() + 8);
    const char* length = bytes.data() + 12;
    const char* text = length + std::size_t{4} * count;
    fields.clear();
    for (std::uint32_t i = 0; i < count; ++i, length += 4) {
      const auto size = get<std::uint32_t>(length);
      fields.emplace_back(text, size);
      text += size;
    }
  }
};

// A temporary file that has no name: it is gone when it is closed, however the program ends.
class NamelessFile {
 public:
  explicit NamelessFile(const fs::path& folder) {
    std::string name = (folder / "trimer-sort-XXXXXX").string();
    const int descriptor = ::mkstemp(name.data());
    if (descriptor >= 0) ::unlink(name.c_str());
    stream_ = descriptor >= 0 ? ::fdopen(descriptor, "w+b") : nullptr;
    if (!stream_)
      throw InputError(folder.string(), "", "expected a folder for temporary files that can be written");
  }
  ~NamelessFile() {
    if (stream_) std::fclose(stream_);
  }
  NamelessFile(NamelessFile&& other) noexcept : stream_(std::exchange(other.stream_, nullptr)) {}
  NamelessFile& operator=(NamelessFile&& other) noexcept {
    std::swap(stream_, other.stream_);
    return *this;
  }

  void write(std::string_view row) {
    const auto size = static_cast<std::uint64_t>(row.size());
    if (std::fwrite(&size, sizeof size, 1, stream_) != 1 ||
        std::fwrite(row.data(), 1, row.size(), stream_) != row.size())
      throw InputError("temporary file", "", "could not be written, is the disk full?");
  }
  void rewind() {
    if (std::fflush(stream_) != 0)
      throw InputError("temporary file", "", "could not be written, is the disk full?");
    std::rewind(stream_);
  }
  bool read(std::string& row) {
    std::uint64_t size = 0;
    if (std::fread(&size, sizeof size, 1, stream_) != 1) return false;
    row.resize(size);
    return std::fread(row.data(), 1, size, stream_) == size;
  }

 private:
  std::FILE* stream_ = nullptr;
};

}  // namespace

struct SortedRows::State {
  fs::path file;
  std::optional<CsvReader> reader;  // while the file is streamed
  std::vector<std::string> header;
  int key = 0;
  bool sorted = false;

  // Rows sorted in memory: the last, or only, run.
  struct Entry {
    std::size_t begin, size;
  };
  std::string arena;
  std::vector<Entry> entries;
  std::size_t next_entry = 0;

  // Runs on disk, each with its current row.
  struct Run {
    NamelessFile file;
    std::string row;
    Unpacked unpacked;
  };
  std::vector<Run> runs;
  std::vector<std::size_t> heap;  // runs by their current key
  bool started = false;
  Unpacked current;
  std::string current_bytes;

  [[nodiscard]] std::string_view key_of(const Unpacked& row) const {
    return static_cast<std::size_t>(key) < row.fields.size()
               ? trimmed(row.fields[static_cast<std::size_t>(key)])
               : std::string_view();
  }

  void sort_arena() {
    struct Keyed {
      std::string_view key;
      long line;
      Entry entry;
    };
    std::vector<Keyed> keyed;
    keyed.reserve(entries.size());
    Unpacked row;
    for (const Entry& entry : entries) {
      row.read({arena.data() + entry.begin, entry.size});
      keyed.push_back({key_of(row), row.line, entry});
    }
    std::ranges::sort(keyed, [](const Keyed& a, const Keyed& b) {
      return a.key != b.key ? a.key < b.key : a.line < b.line;
    });
    for (std::size_t i = 0; i < keyed.size(); ++i) entries[i] = keyed[i].entry;
  }

  void spill(const fs::path& folder) {
    sort_arena();
    NamelessFile out(folder);
    for (const Entry& entry : entries) out.write({arena.data() + entry.begin, entry.size});
    out.rewind();
    runs.push_back({std::move(out), {}, {}});
    arena.clear();
    entries.clear();
    if (runs.size() >= most_runs) compact(folder);
  }

  // Merges the runs into one, so that the number of open files stays bounded.
  void compact(const fs::path& folder) {
    NamelessFile out(folder);
    while (next_merged()) out.write(current_bytes);
    out.rewind();
    runs.clear();
    started = false;
    runs.push_back({std::move(out), {}, {}});
  }

  void sort(std::size_t memory, const fs::path& folder) {
    CsvReader source(file);
    while (source.next()) {
      const std::size_t begin = arena.size();
      pack(source, arena);
      entries.push_back({begin, arena.size() - begin});
      if (arena.size() + entries.size() * 56 >= memory) spill(folder);
    }
    if (runs.empty()) {
      sort_arena();
      return;
    }
    if (!entries.empty()) spill(folder);
    std::string().swap(arena);
    std::vector<Entry>().swap(entries);
  }

  [[nodiscard]] bool later(std::size_t a, std::size_t b) const {
    const auto key_a = key_of(runs[a].unpacked), key_b = key_of(runs[b].unpacked);
    return key_a != key_b ? key_a > key_b : runs[a].unpacked.line > runs[b].unpacked.line;
  }

  void push(std::size_t run) {
    if (!runs[run].file.read(runs[run].row)) return;
    runs[run].unpacked.read(runs[run].row);
    heap.push_back(run);
    std::ranges::push_heap(heap, [this](std::size_t a, std::size_t b) { return later(a, b); });
  }

  bool next_merged() {
    if (!started) {
      started = true;
      for (std::size_t run = 0; run < runs.size(); ++run) push(run);
    }
    if (heap.empty()) return false;
    std::ranges::pop_heap(heap, [this](std::size_t a, std::size_t b) { return later(a, b); });
    const std::size_t run = heap.back();
    heap.pop_back();
    current_bytes.swap(runs[run].row);
    current.read(current_bytes);
    push(run);
    return true;
  }
};

SortedRows::SortedRows(fs::path file) : state_(std::make_unique<State>()) {
  state_->file = std::move(file);
  state_->reader.emplace(state_->file);
  state_->header = state_->reader->header();
}

SortedRows::~SortedRows() = default;
SortedRows::SortedRows(SortedRows&&) noexcept = default;
SortedRows& SortedRows::operator=(SortedRows&&) noexcept = default;

const std::vector<std::string>& SortedRows::header() const {
  return state_->header;
}
bool SortedRows::was_sorted() const {
  return state_->sorted;
}

void SortedRows::prepare(int key, std::size_t memory, const fs::path& temporary_folder) {
  State& s = *state_;
  s.key = key;
  std::string last;
  bool in_order = true;
  while (s.reader->next()) {
    if (!in_order) continue;  // the rest is read for its faults
    const std::string_view id = trimmed(s.reader->field(key));
    if (id == last) continue;
    if (id < last) in_order = false;
    last = id;
  }
  if (in_order) {
    s.reader.emplace(s.file);
    return;
  }
  s.reader.reset();
  s.sorted = true;
  s.sort(memory, temporary_folder.empty() ? fs::temp_directory_path() : temporary_folder);
}

bool SortedRows::next() {
  State& s = *state_;
  if (s.reader) return s.reader->next();
  if (!s.runs.empty()) return s.next_merged();
  if (s.next_entry >= s.entries.size()) return false;
  const State::Entry& entry = s.entries[s.next_entry++];
  s.current.read({s.arena.data() + entry.begin, entry.size});
  return true;
}

std::string_view SortedRows::key() const {
  return trimmed(field(state_->key));
}

std::string_view SortedRows::field(int column) const {
  const State& s = *state_;
  if (s.reader) return s.reader->field(column);
  if (column < 0 || static_cast<std::size_t>(column) >= s.current.fields.size()) return {};
  return s.current.fields[static_cast<std::size_t>(column)];
}

std::size_t SortedRows::size() const {
  return state_->reader ? state_->reader->size() : state_->current.fields.size();
}
long SortedRows::line() const {
  return state_->reader ? state_->reader->line() : state_->current.line;
}

}  // namespace trimer::observation
