/// @file
/// The record of a patient: nine tidy tables, the same for a real and a virtual patient.
///
/// Everything that grades, responds or counts reads these tables and nothing else. A field that the record
/// leaves empty is `std::nullopt` (or an `unknown` enumerator): missing is never zero.
/// Columns follow SDTM domains DM, EX, LB, VS, CM/PR, QS/NV, MI/TU, CP, DS/AE.
#pragma once

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace trimer::observation {

enum class Table { subjects, exposure, labs, vitals, support, neuro, disease, flow, events };

/// Where a value was written: the 1-based line of its row in the table's CSV file (the header is line 1).
struct Source {
  Table table = Table::subjects;
  long line = 0;
};

/// A point in time, elapsed from the subject's anchor (first blinatumomab dose by default).
struct Moment {
  double day = std::numeric_limits<double>::quiet_NaN();  ///< [d]; NaN when the record does not say
  int calendar_day = 0;   ///< days between calendar dates; floor(day) where the record has no dates
  bool date_only = false; ///< the record gives the date without a time: `day` is the difference of the dates
  bool imputed = false;   ///< a partial date completed by the named rule `date_imputation`

  [[nodiscard]] bool known() const { return !std::isnan(day); }
  static Moment at(double day) { return {day, static_cast<int>(std::floor(day)), false, false}; }
};

/// An interval; an open end means ongoing (or a single dose, see Support).
struct Interval {
  Moment start;
  Moment end;
};

enum class YesNo { unknown, no, yes };
enum class Sex { unknown, female, male };
enum class CnsStatus { unknown, CNS1, CNS2, CNS2a, CNS2b, CNS2c, CNS3, CNS3a, CNS3b, CNS3c };

struct Subject {
  std::string subject_id;
  std::optional<double> age_y;      ///< [year]
  Sex sex = Sex::unknown;
  std::optional<double> weight_kg;  ///< [kg]
  std::optional<double> bsa_m2;     ///< [m2]
  std::string dx;
  std::optional<double> car_t_day;  ///< elapsed day of the CAR-T infusion (usually negative)
  std::string car_t_product;
  YesNo prior_cd19_therapy = YesNo::unknown;
  std::optional<int> prior_lines;
  YesNo baseline_remission = YesNo::unknown;
  YesNo baseline_emd = YesNo::unknown;
  CnsStatus baseline_cns = CnsStatus::unknown;
  std::optional<int> baseline_ice;  ///< [point]
  YesNo developmental_delay = YesNo::unknown;
  /// false: the record has no anchor event. Days then count from an arbitrary origin: durations and the order
  /// of rows are meaningful, a day itself is not, and whatever needs the time of the anchor is not evaluable.
  bool anchored = true;
  /// Days from 1970-01-01 to the date of day 0, where the record has dates: the date of a moment is this plus
  /// its calendar_day.
  std::optional<long> anchor_date;
  Source source;
};

/// Anti-leukaemic agents only; supportive drugs are in Support.
struct Exposure {
  std::string drug;
  std::optional<double> dose;
  std::string unit;   ///< ug/d, ug/m2/d, mg, mg/m2, mg/kg, cells/kg, cells
  Interval when;
  std::string route;  ///< CIV, IV, SC, PO, IT
  std::optional<int> cycle;
  Source source;
};

enum class LabTest {
  NEUT, PLAT, HGB, LYM, WBC, RBC, BLAST_PB, CRP, FERRITIN, IL6, IFNG, IL10, FIBRINOGEN, IGG, CREAT, AST, ALT,
  BILI, BLINA, CD3, CD8, BCELL, CART, other
};
enum class Specimen { BLOOD, BM, CSF };

struct Lab {
  LabTest test = LabTest::other;
  std::string code;             ///< the code as printed, set when test = other
  std::optional<double> value;  ///< in `unit`
  std::string unit;             ///< canonical UCUM spelling of the reported unit; empty = missing or unknown
  bool below_limit = false;     ///< reported as `<value`
  std::optional<double> lln, uln;
  YesNo transfusion_indicated = YesNo::unknown;
  YesNo life_threatening = YesNo::unknown;
  Moment at;
  Specimen specimen = Specimen::BLOOD;
  std::string method;
  std::optional<double> lod;
  Source source;
};

enum class VitalTest { TEMP, SYSBP, DIABP, MAP, HR, RESP, SPO2, WEIGHT, HYPOTENSION, FEVER_OTHER_CAUSE };
enum class Judgement { none, yes, no, coexists };

struct Vital {
  VitalTest test = VitalTest::TEMP;
  std::optional<double> value;  ///< in `unit`
  std::string unit;             ///< Cel, [degF], mm[Hg], /min, %, kg
  Judgement judgement = Judgement::none;  ///< HYPOTENSION and FEVER_OTHER_CAUSE
  Moment at;
  Source source;
};

enum class SupportKind {
  vasopressor, inotrope, oxygen, antipyretic, tocilizumab, anticytokine, steroid, gcsf, transfusion, sedation,
  fluids, other
};
enum class OxygenDevice {
  none, room_air, nasal_cannula, blow_by, facemask, venturi, nonrebreather, high_flow, cpap, bipap,
  mechanical_ventilation
};
enum class Indication { unknown, crs, other };
enum class SupportResponse { unknown, responsive, refractory };

/// Everything that is not anti-leukaemic. An empty end is a single dose for drugs and transfusions, ongoing for
/// oxygen, vasopressor, inotrope and sedation.
struct Support {
  SupportKind kind = SupportKind::other;
  std::string agent;
  std::optional<double> dose;
  std::string unit;
  OxygenDevice device = OxygenDevice::none;
  std::optional<double> flow_L_min;  ///< [L/min]
  std::optional<double> fio2_pct;    ///< [%]
  YesNo for_hypoxia = YesNo::unknown;
  Indication indication = Indication::unknown;
  SupportResponse response = SupportResponse::unknown;
  std::string reason;
  Interval when;
  Source source;
};

enum class NotDone { none, unarousable, sedated, intubated, language, refused, not_assessed };
enum class AwakeState {
  unknown, awakens_spontaneously, awakens_to_voice, awakens_to_tactile, vigorous_or_repetitive_tactile, unarousable
};
enum class Seizure {
  unknown, none, clinical_resolves_rapidly, eeg_resolves_with_intervention, prolonged, repetitive_no_return
};
enum class Motor { unknown, none, deep_focal_weakness };
enum class Edema { unknown, none, focal, diffuse };

struct Neuro {
  std::optional<int> ice_orientation, ice_naming, ice_command, ice_writing, ice_attention;  ///< [point]
  std::optional<int> ice_total;                                                             ///< [point]
  /// CAPD items 1-8 in printed order, 0 never .. 4 always (frequency as answered, not yet scored).
  std::optional<int> capd_frequency[8];
  std::optional<int> capd_total;  ///< [point]
  NotDone not_done_reason = NotDone::none;
  std::optional<int> rass;
  AwakeState awake_state = AwakeState::unknown;
  Seizure seizure = Seizure::unknown;
  std::optional<double> seizure_duration_min;  ///< [min]
  Motor motor = Motor::unknown;
  Edema edema = Edema::unknown;
  bool posturing = false, cn6_palsy = false, papilledema = false, cushing_triad = false;
  bool ich = false, tremor_myoclonus = false, death_due_to_icans = false;
  YesNo loc_other_cause = YesNo::unknown;
  Moment at;
  Source source;
};

enum class Site { BM, PB, CSF, EMD };
enum class Measure {
  blast_pct, cellularity, trilineage, csf_wbc, csf_rbc, csf_blasts, mrd_level, mrd_detected, mrd_quantifiable,
  mrd_sensitivity, emd_status, emd_size, clinical_cns_signs, cns_status
};

/// Rows of one subject, site and time are one sample.
struct Disease {
  Site site = Site::BM;
  Measure measure = Measure::blast_pct;
  std::optional<double> value;  ///< numbers: %, /uL, fraction, mm
  std::string word;             ///< enumerations, as allowed for the measure (yes, no, hypoplastic, new, CNS2a ...)
  std::string unit;
  std::string method;           ///< morphology, flow, pcr, ngs, imaging
  std::string gating;
  Moment at;
  Source source;
};

enum class Qualitative { none, absent, low, normal, high };

struct Flow {
  std::string sample_id;
  std::string fcs_file;
  std::string population, marker;
  std::optional<long> n_events, n_positive;
  std::optional<double> pct;  ///< [%]
  std::string denominator;
  std::optional<double> mfi;
  std::string mfi_type;  ///< geomean or median
  std::optional<double> background_mfi;
  std::optional<double> abc;  ///< [molecules/cell]
  Qualitative qualitative = Qualitative::none;
  Moment at;
  Source source;
};

enum class EventKind {
  death, relapse, progression, hsct, next_therapy, last_alive, last_assessment, reported_response,
  reported_grade, ae
};
enum class Domain { none, CRS, ICANS, HAEM, RESPONSE, CONSTITUTIONAL, ORGAN, TRANSAMINASE, INFECTION, OTHER };
enum class Scale { unknown, ASTCT2019, LEE2014, CTCAE5, CTCAE6, ICAHT, T_ICAHT };
enum class DeathCause { unknown, crs, icans, leukaemia, infection, other };
enum class Cd19 { unknown, positive, dim, negative };

struct Event {
  EventKind event = EventKind::ae;
  std::string term;
  Domain domain = Domain::none;
  Scale scale = Scale::unknown;
  std::optional<int> grade, grade_high;
  YesNo life_threatening = YesNo::unknown;
  DeathCause cause = DeathCause::unknown;
  Cd19 cd19 = Cd19::unknown;
  Moment at;
  Source source;
};

/// A row that could not be used: it was set aside, and results that depend on it are not evaluable.
struct RejectedRow {
  Source source;
  std::string rule_id;  ///< e.g. `vitals.value.range`
  std::string test;     ///< test, kind, measure or event of the row, as written; may be empty
  Moment at;            ///< when (start of an interval), if that could be read
};

/// All rows of one subject, each table sorted by time (unknown times last); rows of one time stand in an order
/// of their content, so that shuffling the rows of a file changes nothing.
struct SubjectRecord {
  Subject subject;
  std::vector<Exposure> exposure;
  std::vector<Lab> labs;
  std::vector<Vital> vitals;
  std::vector<Support> support;
  std::vector<Neuro> neuro;
  std::vector<Disease> disease;
  std::vector<Flow> flow;
  std::vector<Event> events;
  std::vector<RejectedRow> rejected;
};

}  // namespace trimer::observation
