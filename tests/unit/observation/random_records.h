// Random patient records in the form that reading gives them, for properties of the reader and the writer.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include <trimer/core/random.h>
#include <trimer/observation/record.h>
#include <trimer/observation/row_order.h>
#include <trimer/observation/words.h>
#include <trimer/units/ucum.h>

namespace trimer::observation {

class RandomRecords {
 public:
  explicit RandomRecords(std::uint64_t seed) : stream_(seed, 0, 0) {}

  SubjectRecord record(const std::string& id) {
    SubjectRecord out;
    Subject& s = out.subject;
    s.subject_id = id;
    s.age_y = std::floor(number(0, 121));
    s.sex = any<Sex>();
    maybe(s.weight_kg, number(1, 300));
    maybe(s.bsa_m2, number(0.1, 3.5));
    s.dx = text();
    if (chance(0.7)) s.car_t_day = -std::floor(number(1, 200));
    s.car_t_product = text();
    s.prior_cd19_therapy = any<YesNo>();
    maybe(s.prior_lines, whole(0, 20));
    s.baseline_remission = any<YesNo>();
    s.baseline_emd = any<YesNo>();
    s.baseline_cns = any<CnsStatus>();
    maybe(s.baseline_ice, whole(0, 10));
    s.developmental_delay = any<YesNo>();

    double day = 0;
    for (int cycle = 1; cycle <= whole(1, 3); ++cycle) {
      Exposure row;
      row.drug = "blinatumomab";
      maybe(row.dose, number(0, 30));
      row.unit = chance(0.5) ? "ug/d" : "ug/m2/d";
      row.when = {Moment::at(day), Moment::at(day + 28)};
      row.route = "CIV";
      row.cycle = cycle;
      out.exposure.push_back(row);
      day += 42;
    }
    for (int i = whole(0, 30); i > 0; --i) out.labs.push_back(lab());
    for (int i = whole(0, 20); i > 0; --i) out.vitals.push_back(vital());
    for (int i = whole(0, 10); i > 0; --i) out.support.push_back(support());
    for (int i = whole(0, 10); i > 0; --i) out.neuro.push_back(neuro());
    for (int i = whole(0, 10); i > 0; --i) out.disease.push_back(disease());
    for (int i = whole(0, 5); i > 0; --i) out.flow.push_back(flow(i));
    for (int i = whole(0, 6); i > 0; --i) out.events.push_back(event());
    sort_rows(out.labs);
    sort_rows(out.vitals);
    sort_rows(out.support);
    sort_rows(out.neuro);
    sort_rows(out.disease);
    sort_rows(out.flow);
    sort_rows(out.events);
    return out;
  }

  double number(double low, double high) { return low + (high - low) * stream_.uniform(); }
  int whole(int low, int high) { return low + static_cast<int>(std::floor((high - low + 1) * stream_.uniform())); }
  bool chance(double p) { return stream_.uniform() < p; }

 private:
  template <class Enum>
  Enum any() {
    const auto list = words<Enum>();
    return list[static_cast<std::size_t>(whole(0, static_cast<int>(list.size()) - 1))].value;
  }
  template <class Value>
  void maybe(std::optional<Value>& value, Value given) {
    if (chance(0.7)) value = given;
  }
  std::string text() {
    static const std::string texts[] = {"", "B-ALL", "a, b", "say \"no\"", "two\nlines", "ünïcode", "x"};
    return texts[whole(0, 6)];
  }
  YesNo yes_no_or_empty() { return static_cast<YesNo>(whole(0, 2)); }
  Moment moment() { return Moment::at(number(-30, 200)); }
  Interval interval() {
    Interval when{moment(), {}};
    if (chance(0.7)) when.end = Moment::at(when.start.day + number(0, 9));
    return when;
  }

  Lab lab() {
    Lab row;
    row.test = any<LabTest>();
    if (chance(0.1)) {
      row.test = LabTest::other;
      row.code = "LDH";
    }
    if (chance(0.9)) {
      row.value = number(0, 500);
      row.below_limit = chance(0.1);
      const auto allowed = units::units_of_test(word(row.test));
      if (chance(0.9)) row.unit = allowed.empty() ? "U/L" : allowed[static_cast<std::size_t>(whole(0, static_cast<int>(allowed.size()) - 1))];
    }
    maybe(row.lln, number(0, 1));
    maybe(row.uln, number(1, 2));
    row.transfusion_indicated = yes_no_or_empty();
    row.life_threatening = yes_no_or_empty();
    row.at = moment();
    row.specimen = any<Specimen>();
    row.method = text();
    maybe(row.lod, number(0, 1));
    return row;
  }
  Vital vital() {
    Vital row;
    row.test = any<VitalTest>();
    row.at = moment();
    if (row.test == VitalTest::HYPOTENSION || row.test == VitalTest::FEVER_OTHER_CAUSE) {
      row.judgement = chance(0.5) ? Judgement::yes : Judgement::no;
    } else {
      row.unit = units::units_of_test(word(row.test)).front();
      row.value = row.test == VitalTest::TEMP ? number(25, 45) : number(1, 100);
    }
    return row;
  }
  Support support() {
    Support row;
    row.kind = any<SupportKind>();
    row.agent = row.kind == SupportKind::vasopressor ? "norepinephrine" : row.kind == SupportKind::transfusion ? "PLT" : text();
    if (chance(0.6)) {
      row.unit = "mg";
      row.dose = number(0, 50);
    }
    if (row.kind == SupportKind::oxygen) row.device = any<OxygenDevice>();
    maybe(row.flow_L_min, number(0, 80));
    maybe(row.fio2_pct, number(21, 100));
    row.for_hypoxia = any<YesNo>();
    row.indication = any<Indication>();
    row.response = any<SupportResponse>();
    row.reason = text();
    row.when = interval();
    return row;
  }
  Neuro neuro() {
    Neuro row;
    if (chance(0.5)) {
      row.ice_orientation = whole(0, 4);
      row.ice_naming = whole(0, 3);
      row.ice_command = whole(0, 1);
      row.ice_writing = whole(0, 1);
      row.ice_attention = whole(0, 1);
      row.ice_total = *row.ice_orientation + *row.ice_naming + *row.ice_command + *row.ice_writing + *row.ice_attention;
    } else {
      maybe(row.ice_total, whole(0, 10));
    }
    if (chance(0.5)) maybe(row.capd_frequency[whole(0, 7)], whole(0, 4));
    maybe(row.capd_total, whole(0, 32));
    if (chance(0.3)) row.not_done_reason = any<NotDone>();
    maybe(row.rass, whole(-5, 4));
    if (chance(0.8)) row.awake_state = any<AwakeState>();
    if (chance(0.8)) row.seizure = any<Seizure>();
    maybe(row.seizure_duration_min, number(0, 10));
    if (chance(0.8)) row.motor = any<Motor>();
    if (chance(0.8)) row.edema = any<Edema>();
    row.posturing = chance(0.3);
    row.cn6_palsy = chance(0.3);
    row.papilledema = chance(0.3);
    row.cushing_triad = chance(0.3);
    row.ich = chance(0.3);
    row.tremor_myoclonus = chance(0.3);
    row.death_due_to_icans = chance(0.1);
    row.loc_other_cause = yes_no_or_empty();
    row.at = moment();
    return row;
  }
  Disease disease() {
    static const std::string methods[] = {"", "morphology", "flow", "pcr", "ngs", "imaging"};
    Disease row;
    row.site = any<Site>();
    row.at = moment();
    row.method = methods[whole(0, 5)];
    row.gating = text();
    switch (whole(0, 4)) {
      case 0:
        row.measure = Measure::blast_pct;
        row.unit = "%";
        row.value = number(0, 100);
        break;
      case 1:
        row.measure = Measure::cellularity;
        row.word = "hypoplastic";
        break;
      case 2:
        row.measure = Measure::mrd_level;
        row.unit = "1";
        row.value = number(0, 1e-3);
        break;
      case 3:
        row.measure = Measure::cns_status;
        row.word = word(any<CnsStatus>());
        break;
      default:
        row.measure = Measure::emd_size;
        row.unit = "mm";
        row.value = number(0, 100);
    }
    return row;
  }
  Flow flow(int sample) {
    Flow row;
    row.sample_id = "S" + std::to_string(sample);
    row.population = "blasts";
    row.marker = "CD19";
    row.at = moment();
    if (chance(0.5)) {
      row.n_events = whole(100, 10000);
      row.n_positive = whole(0, 100);
    } else {
      row.pct = number(0, 100);
      row.denominator = "blasts";
    }
    maybe(row.mfi, number(1, 1e4));
    row.mfi_type = chance(0.5) ? "geomean" : "median";
    maybe(row.background_mfi, number(0, 10));
    maybe(row.abc, number(0, 1e5));
    if (chance(0.3)) row.qualitative = any<Qualitative>();
    return row;
  }
  Event event() {
    Event row;
    row.event = any<EventKind>();
    row.at = moment();
    if (row.event == EventKind::death) row.event = EventKind::hsct;  // one death at most
    if (row.event == EventKind::ae) {
      row.term = "infection, \"severe\"";
      row.domain = Domain::INFECTION;
    }
    if (row.event == EventKind::reported_response) {
      row.term = "CR/CRi";
      row.domain = Domain::RESPONSE;
    }
    if (row.event == EventKind::reported_grade) {
      row.domain = Domain::CRS;
      row.scale = any<Scale>();
      row.grade = whole(0, 4);
      row.grade_high = whole(*row.grade, 5);
    }
    row.life_threatening = yes_no_or_empty();
    if (row.event == EventKind::relapse) row.cd19 = any<Cd19>();
    return row;
  }

  RandomStream stream_;
};

}  // namespace trimer::observation
