// Random bytes as a study folder: the first byte names the table that they become, the rest is sound. The reader sets
// rows aside or refuses; whatever it lets through is assessed.
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include <trimer/assessment/assess.h>
#include <trimer/core/fault.h>
#include <trimer/observation/record_reader.h>

namespace {

const char* const names[] = {"subjects", "exposure", "labs", "vitals", "support", "neuro", "disease", "flow", "events"};
const char* const sound[] = {
    "subject_id,age_y\nP1,40\n",
    "subject_id,drug,dose,unit,start_day,end_day\nP1,blinatumomab,9,ug/d,0,7\n",
    "subject_id,test,value,unit,day\nP1,NEUT,0.4,10*9/L,1\n",
    "subject_id,test,value,unit,day\nP1,TEMP,38.5,Cel,1\n",
    "subject_id,kind,agent,start_day\nP1,antipyretic,paracetamol,1\n",
    "subject_id,ice_total,day\nP1,9,1\n",
    "subject_id,site,measure,value,unit,day\nP1,BM,blast_pct,60,%,-1\n",
    "subject_id,sample_id,population,marker,n_events,n_positive,day\nP1,S1,blasts,CD19,100,50,-1\n",
    "subject_id,event,day\nP1,last_alive,40\n"};

void write(const std::filesystem::path& file, const char* text, std::size_t size) {
  std::ofstream(file, std::ios::binary).write(text, static_cast<std::streamsize>(size));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  static const std::filesystem::path folder = [] {
    auto path = std::filesystem::temp_directory_path() / ("trimer_fuzz_" + std::to_string(::getpid()));
    std::filesystem::create_directories(path);
    return path;
  }();
  const std::size_t chosen = data[0] % 10;
  for (std::size_t i = 0; i < 9; ++i) {
    const std::string text = sound[i];
    const auto file = folder / (std::string(names[i]) + ".csv");
    if (i == chosen)
      write(file, reinterpret_cast<const char*>(data + 1), size - 1);
    else
      write(file, text.data(), text.size());
  }
  std::filesystem::remove(folder / "study.json");
  if (chosen == 9) write(folder / "study.json", reinterpret_cast<const char*>(data + 1), size - 1);
  try {
    trimer::observation::RecordReader reader(folder);
    trimer::observation::SubjectRecord record;
    while (reader.next(record)) (void)trimer::assessment::assess(record, reader.settings());
  } catch (const trimer::InputError&) {
  }
  return 0;
}
