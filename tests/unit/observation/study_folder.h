// A study folder made for one test, and what reading it gives.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <unistd.h>

#include <trimer/core/fault.h>
#include <trimer/core/output_file.h>
#include <trimer/observation/record_reader.h>

namespace trimer::observation {

using Files = std::map<std::string, std::string>;

class StudyFolder {
 public:
  explicit StudyFolder(const Files& files = {}) {
    static int count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("trimer_study_" + std::to_string(::getpid()) + "_" + std::to_string(++count));
    std::filesystem::create_directories(path_);
    for (const auto& [name, text] : files) write_file(path_ / name, text);
  }
  ~StudyFolder() { std::filesystem::remove_all(path_); }
  StudyFolder(const StudyFolder&) = delete;
  StudyFolder& operator=(const StudyFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Reading {
  std::vector<SubjectRecord> records;
  std::vector<std::string> messages;  // as text, without those about tables that are not there
  std::vector<std::string> errors;    // of the InputError, without the folder
  ReadReport report;

  [[nodiscard]] bool told(std::string_view rule_id) const {
    for (const std::string& text : messages)
      if (text.find(" " + std::string(rule_id) + "]") != std::string::npos) return true;
    return false;
  }
};

inline Reading read_folder(const std::filesystem::path& folder, ReadOptions options = {}) {
  Reading out;
  options.on_message = [&](const RecordMessage& message) {
    if (!message.rule_id.ends_with(".missing_file")) out.messages.push_back(to_text(message));
  };
  try {
    RecordReader reader(folder, options);
    SubjectRecord record;
    while (reader.next(record)) out.records.push_back(record);
    out.report = reader.report();
  } catch (const InputError& error) {
    for (const Fault& fault : error.faults()) {
      std::string text = to_text(fault);
      if (text.starts_with(folder.string() + "/")) text = text.substr(folder.string().size() + 1);
      out.errors.push_back(text);
    }
  }
  return out;
}

// A subject of whom nothing needs to be said, anchored by a dose on day 0.
inline const std::string plain_subjects = "subject_id,age_y,baseline_remission\nP1,40,no\n";
inline const std::string plain_exposure =
    "subject_id,drug,dose,unit,start_day,end_day,cycle\nP1,blinatumomab,9,ug/d,0,7,1\n";

// The tables given, beside subjects and exposure that are in order.
inline Reading read_study(Files files, ReadOptions options = {}) {
  files.try_emplace("subjects.csv", plain_subjects);
  files.try_emplace("exposure.csv", plain_exposure);
  const StudyFolder study(files);
  return read_folder(study.path(), std::move(options));
}

}  // namespace trimer::observation
