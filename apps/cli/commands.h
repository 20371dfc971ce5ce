/// @file
/// The subcommands: what the command line gave, and a function that does it. A new one is a struct and a
/// function here, a .cpp of its own, and its options in command_line.cpp (the only file that includes CLI11).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <trimer/scenario/run_options.h>
#include <trimer/scenario/scenario.h>

namespace trimer::cli {

struct RunArguments {
  std::filesystem::path scenario;
  std::optional<scenario::Sweep> sweep;  ///< of `trimer sweep --key --values`
  scenario::RunOptions options;
  std::optional<double> fcs_day;  ///< elapsed [d]; write fcs/, the tubes of each patient's last visit up to it
};
/// Runs a scenario: its cohort, its arms, or a sweep. @returns the exit code
/// @throws InputError for anything the user can mend
int run(const RunArguments& arguments);
/// The same for a scenario that gives one key several values, in [sweep] or on the command line.
int sweep(const RunArguments& arguments);

struct ModelArguments {
  std::string what;  ///< a module, a quantity, a parameter or its symbol; empty = the whole model in short
};
int model(const ModelArguments& arguments);

struct AssessArguments {
  std::filesystem::path records;          ///< folder of the record tables
  std::filesystem::path out;              ///< empty = assessed/<name of the folder>
  std::filesystem::path template_folder;  ///< not empty: write empty tables there and do nothing else
  bool check = false;                     ///< only read and report faults
  bool strict = false;                    ///< a row that would be set aside is an error
  bool replace = false;
  std::string why_subject;  ///< not empty: print the chain of one grade
  double why_day = 0;       ///< elapsed [d]
  std::string why_scale;
};
/// Assesses a folder of record tables. @returns the exit code
/// @throws InputError for anything the user can mend
int assess(const AssessArguments& arguments);

struct FlowArguments {
  std::vector<std::filesystem::path> files;  ///< FCS files
  std::filesystem::path gates;               ///< Gating-ML or TOML; empty: only describe the files
  std::filesystem::path membership;          ///< not empty: folder of Results_<gate id>.txt
  std::filesystem::path compensation;        ///< CSV matrix instead of the file's own
  std::size_t data_set = 1;                  ///< of each file, from 1

  std::string panel;              ///< name or path; empty: only gate and count
  std::filesystem::path samples;  ///< sample sheet (CSV); empty: each file is a subject of its own
  std::filesystem::path out;      ///< of a panel; empty = flow/<panel>
  bool replace = false;
  std::map<std::string, std::string, std::less<>> channels;  ///< marker -> channel, where names do not tell
  std::map<std::string, std::filesystem::path> controls;     ///< marker -> FMO or isotype tube
  std::map<std::string, std::filesystem::path> beads;        ///< marker -> bead tube or CSV of its peaks
  std::vector<double> molecules;                             ///< of the beads in a tube [molecules/bead]
  bool subtract_background = false;  ///< geometric mean of the control, before molecules are read
  bool any_settings = false;         ///< calibrate although the detector was set differently for the beads
  std::uint64_t seed = 1;            ///< of a proposal
};
/// Reads and gates flow cytometry files. @returns the exit code
/// @throws InputError for anything the user can mend
int flow(const FlowArguments& arguments);

struct CompareArguments {
  std::vector<std::string> studies;             ///< ids; empty = all
  std::vector<std::filesystem::path> evidence;  ///< files and folders of further studies
  std::string ensemble;                         ///< name or file; `none` = one set; empty = the shipped one, if any
  std::uint64_t patients = 2000;                ///< simulated per study
  std::uint64_t seed = 1;
  int threads = 0;  ///< 0 = as many as the machine has
  std::filesystem::path out;
  bool replace = false;
};
/// Runs published studies as they were done and judges their endpoints. @returns the exit code
/// @throws InputError for anything the user can mend
int compare(const CompareArguments& arguments);

struct CalibrateArguments {
  std::filesystem::path config;  ///< empty: only `compare_methods`
  std::filesystem::path out;     ///< empty = calibrated/<name>-<seed>
  bool resume = false;
  int threads = 0;  ///< 0 = as many as the machine has
  // Instead of a calibration alone, on a finished one (which is made first if it is not there):
  bool compare_methods = false;  ///< methods.csv
  bool leave_one_out = false;    ///< left_out.csv
  int recover = 0;               ///< truths; recovery.csv
  // Without a calibration:
  int sensitivity = 0;                ///< draws of the prior; sensitivity.csv
  std::filesystem::path page;         ///< docs/credibility.md, from the ensemble and the tables in `out`
  std::uint64_t page_patients = 4000; ///< of each study
};
/// Infers a posterior ensemble of populations from published studies, and checks it. @returns the exit code; 130 when
/// interrupted, the log kept
/// @throws InputError for anything the user can mend
int calibrate(const CalibrateArguments& arguments);

/// Parses and runs. @returns the exit code: 0, 2 for bad input, 130 when interrupted, 1 for anything else
int command_line(int argc, const char* const* argv);

}  // namespace trimer::cli
