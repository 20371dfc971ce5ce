// What each output table holds: names, labels and types of its columns.
#include <trimer/assessment/tables.h>

namespace trimer::assessment {
namespace {

OutputColumn text(const char* name, const char* label, const char* description = "", int key = 0) {
  return {name, label, ColumnType::text, description, key};
}
OutputColumn number(const char* name, const char* label, const char* description = "") {
  return {name, label, ColumnType::number, description, 0};
}
OutputColumn integer(const char* name, const char* label, const char* description = "") {
  return {name, label, ColumnType::integer, description, 0};
}
OutputColumn date(const char* name, const char* label) {
  return {name, label, ColumnType::date, "empty where the record has no dates", 0};
}
OutputColumn study() {
  return text("STUDYID", "Study Identifier", "", 1);
}
OutputColumn subject() {
  return text("USUBJID", "Unique Subject Identifier", "", 2);
}
OutputColumn status() {
  return text("STATUS", "Status", "graded, lower_bound, not_evaluable or not_applicable; empty = not graded");
}
OutputColumn flags() {
  return text("FLAGS", "Review Flags", "joined by ;");
}
OutputColumn study_day() {
  return integer("ADY", "Study Day", "floor(elapsed) + 1 from the anchor on; no day 0");
}
OutputColumn elapsed() {
  return number("ELAPSED", "Elapsed Time (days)", "from the anchor, first dose = 0.0");
}
OutputColumn rule() {
  return text("RULEID", "Rule", "id of the rule that decided, in data/criteria");
}
OutputColumn mark() {
  return text("MARK", "Status of the Rule's Wording",
              "V, V2 checked; M from memory, check before relying on it; P project policy");
}
OutputColumn source_table() {
  return text("SRCDOM", "Source Table", "name of the record table: vitals = vitals.csv");
}
OutputColumn source_line() {
  return integer("SRCSEQ", "Source Line", "1-based line of the table's file, header = 1");
}

OutputTable adsl() {
  return {"ADSL",
          "Subject level",
          {study(),
           subject(),
           number("AGE", "Age (years)"),
           text("SEX", "Sex"),
           date("TRTSDT", "First Dose of Blinatumomab"),
           date("TRTEDT", "End of the Last Dose"),
           date("CARTDT", "CAR-T Infusion"),
           date("DTHDT", "Death"),
           date("LSTALVDT", "Last Known Alive"),
           text("SAFFL", "Safety Population", "Y = at least one dose of blinatumomab"),
           text("EVALFL", "Evaluable for Response", "Y = an evaluable marrow after the first dose"),
           number("BLBLAST", "Baseline Marrow Blasts (%)"),
           number("BLCD19", "Baseline CD19-Positive Blasts (%)"),
           integer("PRLINES", "Prior Lines"),
           text("BLEMD", "Baseline Extramedullary Disease"),
           text("BLCNS", "Baseline CNS Status"),
           number("TRTSEL", "First Dose, Elapsed (days)"),
           number("TRTEEL", "End of the Last Dose, Elapsed (days)"),
           number("CARTEL", "CAR-T, Elapsed (days)"),
           number("DTHEL", "Death, Elapsed (days)"),
           number("LSTALVEL", "Last Known Alive, Elapsed (days)"),
           text("BLREMFL", "Remission at Baseline")}};
}

OutputTable adlb() {
  return {"ADLB",
          "Laboratory values",
          {study(),
           subject(),
           text("PARAMCD", "Parameter Code", "", 3),
           text("PARAM", "Parameter"),
           number("AVAL", "Analysis Value"),
           text("AVALU", "Unit"),
           number("BASE", "Baseline Value", "in AVALU"),
           number("CHG", "Change from Baseline"),
           text("ABLFL", "Baseline Record"),
           number("ANRLO", "Lower Limit of Normal"),
           number("ANRHI", "Upper Limit of Normal"),
           text("ANRIND", "Reference Range Indicator", "LOW, NORMAL, HIGH"),
           text("BNRIND", "Baseline Reference Range Indicator"),
           text("ATOXVER", "Toxicity Criteria"),
           text("ATOXGRL", "Toxicity Grade, Low", "empty = not evaluable, never 0"),
           text("ATOXGRH", "Toxicity Grade, High", "no high direction is graded"),
           text("ATOXGR", "Toxicity Grade", "low grades with a minus sign"),
           text("BTOXGR", "Baseline Toxicity Grade"),
           date("ADT", "Date"),
           study_day(),
           text("AVISIT", "Visit", "BASELINE or CYCLE n"),
           text("AOCCFL", "First Occurrence of the Worst Treatment-Emergent Grade"),
           status(),
           flags(),
           integer("SRCROW", "Line in labs.csv"),
           elapsed(),
           text("TRTEMFL", "Treatment-Emergent"),
           rule(),
           mark()}};
}

OutputTable adtx() {
  return {
      "ADTX",
      "Toxicity grades over time",
      {study(),
       subject(),
       text("PARAMCD", "Scale", "CRSASTCT CRSLEE CRSC5 ICANSICE ICANSCAP HAEMCOMP ICAHTE ICAHTL TICAHT", 3),
       integer("AVAL", "Grade", "empty = no grade"),
       text("AVALC", "Grade as Printed", ">= before a lower bound"),
       date("ADT", "Date"),
       {"ADTM", "Date and Time", ColumnType::datetime, "empty where the record has no dates", 0},
       study_day(),
       integer("CYCLE", "Cycle"),
       rule(),
       text("DOMAIN", "Deciding Domain"),
       source_table(),
       source_line(),
       status(),
       flags(),
       elapsed(),
       text("VALUE", "Deciding Value"),
       text("CRITVER", "Version of the Criteria"),
       mark(),
       integer("LOWBOUND", "Worst Known", "where the status is not graded")}};
}

OutputTable adae() {
  return {"ADAE",
          "Episodes",
          {study(),
           subject(),
           text("AEDECOD", "Term", "", 3),
           integer("AETOXGR", "Maximum Grade"),
           text("ATOXSCL", "Scale"),
           date("ASTDT", "Start"),
           date("AENDT", "End"),
           number("ADURN", "Duration (days)", "elapsed, end - start"),
           text("TRTEMFL", "Treatment-Emergent"),
           integer("CYCLE", "Cycle"),
           integer("AEMAXDY", "Study Day of the Maximum"),
           text("AESRC", "Source", "derived or reported"),
           number("STARTEL", "Start, Elapsed (days)"),
           number("ENDEL", "End, Elapsed (days)", "empty = ongoing or not observed"),
           text("AFTSTEP", "After the Step Dose of its Cycle"),
           integer("RECUR", "Earlier Episodes of the Same Cycle and Step"),
           status(),
           flags(),
           rule(),
           mark(),
           source_table(),
           source_line()}};
}

OutputTable adrs() {
  return {
      "ADRS",
      "Response, MRD, CNS status and relapse",
      {study(), subject(),
       text("PARAMCD", "Parameter", "OVR visit, BOR best, CBOR best confirmed, MRD, CNS, RELAPSE", 3),
       text("AVALC", "Result"), date("ADT", "Date"), study_day(), text("CRIT", "Profile", "", 4),
       text("CONFFL", "Confirmed", "Y or N where the profile asks for it"), rule(), status(), flags(),
       elapsed(), number("MRDLEV", "MRD Level", "fraction"), number("CD19PCT", "CD19-Positive Blasts (%)"),
       number("CD19CUT", "Cut-off of the CD19 Phenotype (%)"), mark(), source_table(), source_line()}};
}

OutputTable adtte() {
  return {
      "ADTTE",
      "Time to event",
      {study(), subject(),
       text("PARAMCD", "Endpoint", "OS EFS RFS DOR CIR; with CT = counted from the CAR-T infusion", 3),
       date("STARTDT", "Start"), date("ADT", "Event or Censoring"),
       number("AVAL", "Analysis Value", "elapsed days + 1"), text("AVALU", "Unit"),
       integer("CNSR", "Censor", "0 = event, 1 = censored, 2 = competing event"), text("EVNTDESC", "Event"),
       text("CNSDTDSC", "Censoring"), source_table(), text("SRCVAR", "Source Variable"), source_line(),
       status(), flags(), number("ELAPSED", "Elapsed Time (days)", "months are days / 30.4375"), rule(),
       mark(), text("LABEL", "Definition in Force")}};
}

OutputTable adfc() {
  return {
      "ADFC",
      "Flow cytometry readings",
      {study(), subject(), text("PARAMCD", "Reading", "marker_population_kind", 3), number("AVAL", "Value"),
       text("AVALU", "Unit"), text("DENOM", "Denominator"), integer("NEVENTS", "Events in the Denominator"),
       text("MFITYPE", "Type of Mean Fluorescence"), number("ABC", "Antibody Binding Capacity"),
       number("R2", "r2 of the Bead Regression"), status(), flags(), text("AVALC", "Finding, as Reported"),
       text("SAMPLE", "Sample"), elapsed(), source_line()}};
}

OutputTable daily() {
  return {"DAILY",
          "Worst grade of each calendar day",
          {study(), subject(), text("PARAMCD", "Scale", "", 3),
           integer("DAY", "Calendar Day", "0 = day of the anchor"),
           integer("AVAL", "Grade", "empty = no grade"), status()}};
}

OutputTable disagreements() {
  return {"DISAGREE",
          "Reported against derived, and contradictions of the record",
          {study(), subject(), text("KIND", "Kind", "", 3), text("SCALE", "Scale or Profile"), elapsed(),
           text("REPORTED", "Reported"), text("DERIVED", "Derived, or the Other Report"),
           text("TEXT", "What"), text("SOURCES", "Rows", "file:line, joined by ;")}};
}

}  // namespace

std::vector<OutputTable> assessment_tables() {
  return {adsl(), adlb(), adtx(), adae(), adrs(), adtte(), adfc(), daily(), disagreements()};
}

}  // namespace trimer::assessment
