#include <trimer/observation/drug_names.h>

#include <algorithm>
#include <string>

namespace trimer::observation {

namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

struct SupportDrug {
  std::string_view name;
  SupportKind kind;
};

using enum SupportKind;
constexpr SupportDrug support_drugs[] = {
    {"dexamethasone", steroid},      {"prednisone", steroid},         {"prednisolone", steroid},
    {"methylprednisolone", steroid}, {"hydrocortisone", steroid},     {"tocilizumab", tocilizumab},
    {"anakinra", anticytokine},      {"siltuximab", anticytokine},    {"sarilumab", anticytokine},
    {"ruxolitinib", anticytokine},   {"emapalumab", anticytokine},    {"etanercept", anticytokine},
    {"paracetamol", antipyretic},    {"acetaminophen", antipyretic},  {"ibuprofen", antipyretic},
    {"metamizole", antipyretic},     {"norepinephrine", vasopressor}, {"epinephrine", vasopressor},
    {"phenylephrine", vasopressor},  {"vasopressin", vasopressor},    {"dopamine", vasopressor},
    {"dobutamine", inotrope},        {"milrinone", inotrope},         {"filgrastim", gcsf},
    {"pegfilgrastim", gcsf},         {"lenograstim", gcsf},           {"midazolam", sedation},
    {"propofol", sedation},          {"dexmedetomidine", sedation},
};

constexpr std::string_view cd19_directed[] = {
    "blinatumomab",
    "loncastuximab tesirine",
    "tafasitamab",
    "inebilizumab",
    "tisagenlecleucel",
    "axicabtagene ciloleucel",
    "brexucabtagene autoleucel",
    "lisocabtagene maraleucel",
    "obecabtagene autoleucel",
    "inaticabtagene autoleucel",
    "relmacabtagene autoleucel",
    "varnimcabtagene autoleucel",
    "car-t",
    "cd19 car-t",
    "cd19 car t",
};

}  // namespace

bool is_blinatumomab(std::string_view drug) {
  return drug == "blinatumomab" || lower(drug) == "blinatumomab";
}

bool is_cd19_directed(std::string_view drug) {
  return std::ranges::find(cd19_directed, std::string_view(lower(drug))) != std::end(cd19_directed);
}

std::optional<SupportKind> support_kind_of(std::string_view drug) {
  const std::string name = lower(drug);
  for (const SupportDrug& entry : support_drugs)
    if (entry.name == name) return entry.kind;
  return std::nullopt;
}

}  // namespace trimer::observation
