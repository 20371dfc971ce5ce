#include <trimer/observation/words.h>

namespace trimer::observation {

// One table: an enumeration, then {text, enumerator} pairs.
#define TRIMER_WORDS(Enum, ...)                          \
  template <>                                            \
  std::span<const Word<Enum>> words<Enum>() {            \
    using enum Enum;                                     \
    static constexpr Word<Enum> table[] = {__VA_ARGS__}; \
    return table;                                        \
  }
#define W(name) \
  { #name, name }

TRIMER_WORDS(Table, W(subjects), W(exposure), W(labs), W(vitals), W(support), W(neuro), W(disease), W(flow),
             W(events))
TRIMER_WORDS(YesNo, W(yes), W(no), W(unknown))
TRIMER_WORDS(Sex, {"F", female}, {"M", male}, {"U", unknown})
TRIMER_WORDS(CnsStatus, W(CNS1), W(CNS2), W(CNS2a), W(CNS2b), W(CNS2c), W(CNS3), W(CNS3a), W(CNS3b), W(CNS3c),
             W(unknown))
TRIMER_WORDS(LabTest, W(NEUT), W(PLAT), W(HGB), W(LYM), W(WBC), W(RBC), W(BLAST_PB), W(CRP), W(FERRITIN),
             W(IL6), W(IFNG), W(IL10), W(FIBRINOGEN), W(IGG), W(CREAT), W(AST), W(ALT), W(BILI), W(BLINA),
             W(CD3), W(CD8), W(BCELL), W(CART))
TRIMER_WORDS(Specimen, W(BLOOD), W(BM), W(CSF))
TRIMER_WORDS(VitalTest, W(TEMP), W(SYSBP), W(DIABP), W(MAP), W(HR), W(RESP), W(SPO2), W(WEIGHT),
             W(HYPOTENSION), W(FEVER_OTHER_CAUSE))
TRIMER_WORDS(Judgement, W(yes), W(no), W(coexists))
TRIMER_WORDS(SupportKind, W(vasopressor), W(inotrope), W(oxygen), W(antipyretic), W(tocilizumab),
             W(anticytokine), W(steroid), W(gcsf), W(transfusion), W(sedation), W(fluids), W(other))
TRIMER_WORDS(OxygenDevice, W(room_air), W(nasal_cannula), W(blow_by), W(facemask), W(venturi),
             W(nonrebreather), W(high_flow), W(cpap), W(bipap), W(mechanical_ventilation))
TRIMER_WORDS(Indication, W(crs), W(other), W(unknown))
TRIMER_WORDS(SupportResponse, W(responsive), W(refractory), W(unknown))
TRIMER_WORDS(NotDone, W(unarousable), W(sedated), W(intubated), W(language), W(refused), W(not_assessed))
TRIMER_WORDS(AwakeState, W(awakens_spontaneously), W(awakens_to_voice), W(awakens_to_tactile),
             W(vigorous_or_repetitive_tactile), W(unarousable))
TRIMER_WORDS(Seizure, W(none), W(clinical_resolves_rapidly), W(eeg_resolves_with_intervention), W(prolonged),
             W(repetitive_no_return))
TRIMER_WORDS(Motor, W(none), W(deep_focal_weakness))
TRIMER_WORDS(Edema, W(none), W(focal), W(diffuse))
TRIMER_WORDS(Site, W(BM), W(PB), W(CSF), W(EMD))
TRIMER_WORDS(Measure, W(blast_pct), W(cellularity), W(trilineage), W(csf_wbc), W(csf_rbc), W(csf_blasts),
             W(mrd_level), W(mrd_detected), W(mrd_quantifiable), W(mrd_sensitivity), W(emd_status),
             W(emd_size), W(clinical_cns_signs), W(cns_status))
TRIMER_WORDS(Qualitative, W(absent), W(low), W(normal), W(high))
TRIMER_WORDS(EventKind, W(death), W(relapse), W(progression), W(hsct), W(next_therapy), W(last_alive),
             W(last_assessment), W(reported_response), W(reported_grade), W(ae))
TRIMER_WORDS(Domain, W(CRS), W(ICANS), W(HAEM), W(RESPONSE), W(CONSTITUTIONAL), W(ORGAN), W(TRANSAMINASE),
             W(INFECTION), W(OTHER))
TRIMER_WORDS(Scale, W(ASTCT2019), W(LEE2014), W(CTCAE5), W(CTCAE6), W(ICAHT), W(T_ICAHT), W(unknown))
TRIMER_WORDS(DeathCause, W(crs), W(icans), W(leukaemia), W(infection), W(other), W(unknown))
TRIMER_WORDS(Cd19, W(positive), W(dim), W(negative), W(unknown))

TRIMER_WORDS(CtcaeVersion, {"5.0", v5}, {"6.0", v6})
TRIMER_WORDS(CrsScale, W(astct2019), W(lee2014), W(ctcae5))
TRIMER_WORDS(IcansScale, W(ice), W(capd))
TRIMER_WORDS(Profile, W(amgen_blina), W(eln2024), W(bmt2010), W(nccn), W(buchmann2022))
TRIMER_WORDS(Anchor, W(first_blinatumomab), W(car_t), W(date))
TRIMER_WORDS(HypotensionRule, W(map70_or_sbp90), W(sbp90), W(recorded_only))
TRIMER_WORDS(LeeVentilator, W(mechanical), W(any))
TRIMER_WORDS(IcansAgeSplit, W(ice_at_12), W(capd_at_12))
TRIMER_WORDS(IcansBaseline, W(absolute), W(change))
TRIMER_WORDS(HaemMember, W(ANC), W(PLT), W(HGB), W(LYM), W(WBC))
TRIMER_WORDS(IcahtSpells, W(longest), W(cumulative))
TRIMER_WORDS(IcahtEarlyCensor, W(no), W(yes))
TRIMER_WORDS(TIcahtLimit, W(lt), W(le))
TRIMER_WORDS(AmgenBelowCrh, W(cri), W(nr))
TRIMER_WORDS(TransfusionRule, W(off), W(on))
TRIMER_WORDS(BmtPdIncrease, W(relative), W(absolute))
TRIMER_WORDS(DorDeath, W(event), W(competing))
TRIMER_WORDS(ConfType, {"log-log", log_log}, W(log), W(plain), W(logit), W(arcsine))
TRIMER_WORDS(LogrankPermutation, W(small_arms), W(always), W(never))
TRIMER_WORDS(DateImputation, W(none), W(first_day), W(mid_month))

std::string_view table_name(Table table) {
  return word(table);
}

}  // namespace trimer::observation
