#include <charconv>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>
#include <trimer/core/version.h>
#include <trimer/scenario/scenario.h>

#include "commands.h"
#include "interrupt.h"

namespace trimer::cli {
namespace {

constexpr const char* examples = R"(Examples:
  trimer run scenarios/salvage_after_car_t.toml
      the cohort of the scenario; results in runs/salvage_after_car_t-20230888
  trimer run scenarios/salvage_after_car_t.toml --patient 17 --trajectories
      patient 17 alone, as among the thousand, with its trajectory
  trimer sweep scenarios/salvage_after_car_t.toml --key regimen.dose --values "5 ug/day, 9 ug/day, 28 ug/day"
      the same patients at three doses: differences, exposure and response
  trimer model
      modules, states and equations of the therapy model
  trimer assess study --out results
      grades, responses and times to event of real records
  trimer assess study --why 003 2.5 CRSASTCT
      the chain from a grade to its rows
  trimer compare tower_kantarjian_2017 --out beside
      the trial run as it was done, each endpoint beside the published one
  trimer flow sample.fcs --gates gates.xml --membership inside
      events inside each gate; one 0 or 1 per event in inside/Results_<gate>.txt
  trimer flow marrow.fcs --panel b_all_blasts
      counts with gates that it proposes; look at them, correct them and pass them back:
      --gates flow/b_all_blasts/proposed_gates.toml
  trimer calibrate data/calibration/published.toml --threads 2 --out calibrated
      hyper-parameters of the population from published trials; goes on where it stopped with --resume
  trimer model leukaemia
      one module; `trimer model blast_birth` one parameter, with its source

Research use only. Exit codes: 0 done, 2 something in the input is wrong, 130 interrupted.)";

void report(const InputError& error) {
  for (const Fault& fault : error.faults()) std::fprintf(stderr, "%s\n", to_text(fault).c_str());
}

/// Digits only: a number that overflowed or was cut off never counts as another one.
std::optional<std::uint64_t> whole_number(const char* option, const std::string& text, std::uint64_t low,
                                          std::uint64_t high, FaultList& faults) {
  if (text.empty()) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= low && value <= high) return value;
  faults.add(
      {.file = {},
       .line = 0,
       .column = 0,
       .path = option,
       .value = text,
       .expectation = "expected a whole number from " + std::to_string(low) + " to " + std::to_string(high)});
  return std::nullopt;
}

/// Options of `run` and `sweep` as typed.
struct RunOptionsText {
  std::string patients, seed, threads;
  std::vector<std::string> ids;
};

void add_run_options(CLI::App& command, RunArguments& arguments, RunOptionsText& text) {
  scenario::RunOptions& options = arguments.options;
  command.add_option("SCENARIO", arguments.scenario, "The scenario, a TOML file")->required();
  command.add_option("--patients", text.patients, "Number of patients instead of the scenario's, up to 1e8")
      ->type_name("N");
  command.add_option("--patient", text.ids, "Only this patient, counted from 1; may be repeated")->type_name("N");
  command.add_option("--seed", text.seed, "Seed of the random numbers instead of the scenario's")->type_name("N");
  command.add_option("--threads", text.threads, "Threads; 0 = as many as the machine has [0]")->type_name("N");
  command.add_option("--out", options.out, "Folder of the results [runs/<scenario>-<seed>]")->type_name("DIR");
  command.add_flag("--replace", options.replace, "Replace the folder if it exists");
  command.add_flag("--trajectories", options.trajectories, "Write trajectories.csv");
  command.add_flag("--decisions", options.decisions,
                   "Write decisions.csv: day, observation, rule and effect of each decision");
  command.add_option("--replay", options.replay, "Follow the decisions of this log instead of the protocol's rules")
      ->type_name("CSV");
  command.add_flag("--records", options.records, "Write records/, the tables that were assessed");
}

void take(const RunOptionsText& text, scenario::RunOptions& options, FaultList& faults) {
  options.patients = whole_number("--patients", text.patients, 1, scenario::most_patients, faults);
  options.seed = whole_number("--seed", text.seed, 0, std::numeric_limits<std::int64_t>::max(), faults);
  options.threads = static_cast<int>(whole_number("--threads", text.threads, 0, 1024, faults).value_or(0));
  for (const std::string& id : text.ids)
    if (const auto number = whole_number("--patient", id, 1, scenario::most_patients, faults))
      options.patient_ids.push_back(*number);
}

/// `5 ug/day, [1, 2]` into its two values.
std::vector<std::string> listed(const std::string& text) {
  std::vector<std::string> values(1);
  int depth = 0;
  for (const char c : text) {
    depth += (c == '[' || c == '{') - (c == ']' || c == '}');
    if (c == ',' && depth == 0)
      values.emplace_back();
    else
      values.back() += c;
  }
  for (std::string& value : values) {
    const auto first = value.find_first_not_of(" \t"), last = value.find_last_not_of(" \t");
    value = first == std::string::npos ? "" : value.substr(first, last - first + 1);
  }
  return values;
}

}  // namespace

int command_line(int argc, const char* const* argv) {
  CLI::App app("Simulates, grades and learns from CD19-directed salvage therapy of B-ALL.", "trimer");
  app.set_version_flag("--version", "trimer " + std::string(version));
  app.footer(examples);
  app.require_subcommand(1);
  int exit_code = 0;

  RunOptionsText run_text, sweep_text;
  RunArguments run_arguments;
  CLI::App* run_command = app.add_subcommand("run", "Simulate and assess the cohort of a scenario, or its arms");
  add_run_options(*run_command, run_arguments, run_text);
  std::string fcs_day;
  run_command
      ->add_option("--fcs", fcs_day,
                   "Write fcs/: blood and marrow of each patient's last visit up to this elapsed day as FCS files; and "
                   "records/")
      ->type_name("DAY");
  run_command->callback([&] {
    FaultList faults;
    if (!fcs_day.empty()) {
      double day = 0;
      if (!parse_number(fcs_day, day))
        faults.add({.file = {}, .line = 0, .column = 0, .path = "--fcs", .value = fcs_day,
                    .expectation = "expected an elapsed day, e.g. 28"});
      run_arguments.fcs_day = day;
      run_arguments.options.records = true;
    }
    take(run_text, run_arguments.options, faults);
    faults.throw_if_any();
    exit_code = run(run_arguments);
  });

  RunArguments sweep_arguments;
  std::string key, values;
  CLI::App* sweep_command =
      app.add_subcommand("sweep", "Give one key of a scenario several values: an arm each, on the same patients");
  add_run_options(*sweep_command, sweep_arguments, sweep_text);
  sweep_command->add_option("--key", key, "The key, e.g. regimen.dose, instead of [sweep] of the scenario")
      ->type_name("KEY");
  sweep_command->add_option("--values", values, "Its values between commas, e.g. \"5 ug/day, 9 ug/day\"")->type_name("LIST");
  sweep_command->callback([&] {
    FaultList faults;
    take(sweep_text, sweep_arguments.options, faults);
    if (key.empty() != values.empty())
      faults.add({.file = {},
                  .line = 0,
                  .column = 0,
                  .path = key.empty() ? "--key" : "--values",
                  .value = {},
                  .expectation = "missing, expected --key and --values together"});
    faults.throw_if_any();
    if (!key.empty()) sweep_arguments.sweep = scenario::Sweep{key, listed(values)};
    exit_code = sweep(sweep_arguments);
  });

  ModelArguments model_arguments;
  CLI::App* model_command =
      app.add_subcommand("model", "Print the therapy model: equations, parameters, sources");
  model_command->add_option("NAME", model_arguments.what, "A module, a quantity, a parameter or its symbol");
  model_command->callback([&] { exit_code = model(model_arguments); });

  AssessArguments assess_arguments;
  CLI::App* assess_command = app.add_subcommand("assess", "Grade and respond the patients of record tables");
  assess_command->add_option("DIR", assess_arguments.records, "Folder of the record tables");
  assess_command->add_option("--out", assess_arguments.out, "Folder of the results [assessed/<name>]")
      ->type_name("DIR");
  assess_command->add_flag("--check", assess_arguments.check, "Only read the tables and report every fault");
  assess_command->add_option("--template", assess_arguments.template_folder,
                             "Write empty tables with a data dictionary there")
      ->type_name("DIR");
  assess_command->add_flag("--strict", assess_arguments.strict, "A row that would be set aside is an error");
  assess_command->add_flag("--replace", assess_arguments.replace, "Replace the folder if it exists");
  std::vector<std::string> why;
  assess_command->add_option("--why", why, "Print the chain from a grade to its rows, e.g. --why 003 2.5 CRSASTCT")
      ->expected(3)
      ->type_name("SUBJECT DAY SCALE");
  assess_command->callback([&] {
    if (why.size() == 3) {
      assess_arguments.why_subject = why[0];
      assess_arguments.why_scale = why[2];
      if (!parse_number(why[1], assess_arguments.why_day)) {
        throw InputError("--why", why[1], "expected an elapsed day, e.g. 2.5");
      }
    }
    exit_code = assess(assess_arguments);
  });

  FlowArguments flow_arguments;
  std::string data_set;
  CLI::App* flow_command = app.add_subcommand("flow", "Read, compensate and gate flow cytometry files");
  flow_command->add_option("FILES", flow_arguments.files, "FCS files (2.0 to 3.2)");
  flow_command->add_option("--gates", flow_arguments.gates, "Gates: Gating-ML 2.0 (XML) or TOML")->type_name("FILE");
  flow_command->add_option("--membership", flow_arguments.membership,
                           "Write Results_<gate id>.txt there: 0 or 1 per event, in file order")
      ->type_name("DIR");
  flow_command->add_option("--compensation", flow_arguments.compensation,
                           "Spillover matrix (CSV) instead of the file's own, where gates ask for it")
      ->type_name("CSV");
  flow_command->add_option("--data-set", data_set, "Which data set of the files, counted from 1 [1]")
      ->type_name("N");
  flow_command->add_option("--panel", flow_arguments.panel,
                           "Panel template: b_all_blasts, lymphocyte_subsets, b_all_residual, or a TOML file. Without "
                           "--gates it proposes some, and everything it writes says so")
      ->type_name("NAME");
  flow_command->add_option("--out", flow_arguments.out, "Folder of the results of a panel [flow/<panel>]")->type_name("DIR");
  flow_command->add_flag("--replace", flow_arguments.replace, "Replace the folder if it exists");
  flow_command->add_option("--samples", flow_arguments.samples,
                           "Sample sheet instead of FILES: file, subject_id, day, and sample_id, specimen, label")
      ->type_name("CSV");
  std::vector<std::string> channels, controls, beads;
  std::string flow_seed;
  flow_command->add_option("--channel", channels, "Where a marker is, if names do not tell, e.g. CD8=FL4-H")
      ->type_name("MARKER=CHANNEL");
  flow_command->add_option("--control", controls, "FMO or isotype tube of a marker")->type_name("MARKER=FCS");
  flow_command->add_option("--beads", beads, "Calibration beads of a marker: a tube, or a CSV of molecules, intensity")
      ->type_name("MARKER=FILE");
  flow_command->add_option("--molecules", flow_arguments.molecules, "Molecules per bead of the lot, e.g. 500,5000,25000")
      ->delimiter(',')
      ->type_name("LIST");
  flow_command->add_flag("--subtract-background", flow_arguments.subtract_background,
                         "Subtract the control tube's geometric mean before molecules are read");
  flow_command->add_flag("--any-settings", flow_arguments.any_settings,
                         "Calibrate although the detector was set differently for the beads");
  flow_command->add_option("--seed", flow_seed, "Seed of a proposal of gates [1]")->type_name("N");
  flow_command->callback([&] {
    FaultList faults;
    const auto pairs = [&](const char* option, const std::vector<std::string>& texts, auto& into) {
      for (const std::string& text : texts) {
        const std::size_t equals = text.find('=');
        if (equals == 0 || equals == std::string::npos || equals + 1 == text.size() ||
            !into.emplace(text.substr(0, equals), text.substr(equals + 1)).second)
          faults.add({.file = {}, .line = 0, .column = 0, .path = option, .value = text,
                      .expectation = "expected MARKER=NAME, each marker once"});
      }
    };
    pairs("--channel", channels, flow_arguments.channels);
    pairs("--control", controls, flow_arguments.controls);
    pairs("--beads", beads, flow_arguments.beads);
    flow_arguments.seed =
        whole_number("--seed", flow_seed, 0, std::numeric_limits<std::int64_t>::max(), faults).value_or(1);
    flow_arguments.data_set =
        static_cast<std::size_t>(whole_number("--data-set", data_set, 1, 1000000, faults).value_or(1));
    faults.throw_if_any();
    exit_code = flow(flow_arguments);
  });

  CompareArguments compare_arguments;
  std::string compare_patients, compare_seed, compare_threads;
  CLI::App* compare_command =
      app.add_subcommand("compare", "Run published studies as they were done and judge their endpoints");
  compare_command->add_option("STUDY", compare_arguments.studies, "Ids of studies [all]");
  compare_command->add_option("--evidence", compare_arguments.evidence,
                              "Further studies: a file, or a folder of files; may be repeated")
      ->type_name("FILE-OR-FOLDER");
  compare_command->add_option("--ensemble", compare_arguments.ensemble,
                              "Ensemble of populations: a name or a file; none = the parameters as they are")
      ->type_name("NAME-OR-FILE");
  compare_command->add_option("--patients", compare_patients, "Simulated patients of each study [2000]")
      ->type_name("N");
  compare_command->add_option("--seed", compare_seed, "Seed of the random numbers [1]")->type_name("S");
  compare_command->add_option("--threads", compare_threads, "Threads; 0 = as many as the machine has [0]")
      ->type_name("T");
  compare_command->add_option("--out", compare_arguments.out, "Folder of the results")->type_name("DIR")->required();
  compare_command->add_flag("--replace", compare_arguments.replace, "Replace the folder if it exists");
  compare_command->callback([&] {
    FaultList faults;
    compare_arguments.patients = whole_number("--patients", compare_patients, 1, 200000, faults).value_or(2000);
    compare_arguments.seed =
        whole_number("--seed", compare_seed, 0, std::numeric_limits<std::int64_t>::max(), faults).value_or(1);
    compare_arguments.threads =
        static_cast<int>(whole_number("--threads", compare_threads, 0, 1024, faults).value_or(0));
    faults.throw_if_any();
    exit_code = compare(compare_arguments);
  });

  CalibrateArguments calibrate_arguments;
  std::string calibrate_threads, recover, sensitivity, page_patients;
  CLI::App* calibrate_command =
      app.add_subcommand("calibrate", "Infer the population that published studies leave possible, and check it");
  calibrate_command->add_option("CONFIG", calibrate_arguments.config, "The calibration, a TOML file");
  calibrate_command->add_option("--threads", calibrate_threads, "Threads; 0 = as many as the machine has [0]")
      ->type_name("T");
  calibrate_command->add_flag("--resume", calibrate_arguments.resume, "Go on with the log in the folder");
  calibrate_command->add_option("--out", calibrate_arguments.out, "Folder of the results [calibrated/<name>-<seed>]")
      ->type_name("DIR");
  calibrate_command->add_flag("--compare-methods", calibrate_arguments.compare_methods,
                              "Two methods on problems with a known answer (2,000 evaluations of a formula; seconds)");
  calibrate_command->add_flag("--leave-one-out", calibrate_arguments.leave_one_out,
                              "Each study predicted from the others (emulator; 2,000 simulated patients a study)");
  calibrate_command
      ->add_option("--recover", recover, "Infer again from trials simulated at N known points (emulator; 8,000 patients each)")
      ->type_name("N");
  calibrate_command
      ->add_option("--sensitivity", sensitivity,
                   "Sobol indices of response, CRS and IL-6 from N draws of the prior (250 patients each, two cycles)")
      ->type_name("N");
  calibrate_command
      ->add_option("--page", calibrate_arguments.page, "Write the credibility page from the ensemble and the tables in DIR")
      ->type_name("FILE");
  calibrate_command->add_option("--page-patients", page_patients, "Simulated patients of each study for the page [4000]")
      ->type_name("N");
  calibrate_command->callback([&] {
    FaultList faults;
    calibrate_arguments.threads =
        static_cast<int>(whole_number("--threads", calibrate_threads, 0, 1024, faults).value_or(0));
    calibrate_arguments.recover = static_cast<int>(whole_number("--recover", recover, 1, 10000, faults).value_or(0));
    calibrate_arguments.sensitivity =
        static_cast<int>(whole_number("--sensitivity", sensitivity, 10, 1000000, faults).value_or(0));
    calibrate_arguments.page_patients = whole_number("--page-patients", page_patients, 1, 1000000, faults).value_or(4000);
    if (calibrate_arguments.config.empty() && !calibrate_arguments.compare_methods)
      faults.add({.file = {}, .line = 0, .column = 0, .path = "CONFIG", .value = {}, .expectation = "expected the calibration, a TOML file"});
    faults.throw_if_any();
    exit_code = calibrate(calibrate_arguments);
  });

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  } catch (const InputError& error) {
    report(error);
    return 2;
  } catch (const Interrupted&) {
    std::fprintf(stderr, "interrupted; nothing was written\n");
    return 130;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "trimer: %s\n", error.what());
    return 1;
  }
  return exit_code;
}

}  // namespace trimer::cli
