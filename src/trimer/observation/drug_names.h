/// @file
/// Drugs that the record tables must recognise by name. Names are matched without regard to case.
#pragma once

#include <optional>
#include <string_view>

#include <trimer/observation/record.h>

namespace trimer::observation {

[[nodiscard]] bool is_blinatumomab(std::string_view drug);

/// Directed against CD19: antibodies, and CAR-T products by name or as `CAR-T`.
[[nodiscard]] bool is_cd19_directed(std::string_view drug);

/// What kind of support a drug is, if it is not anti-leukaemic: corticosteroids at any dose, tocilizumab and
/// other anticytokines, antipyretics, vasopressors, inotropes, sedatives, granulocyte growth factors.
[[nodiscard]] std::optional<SupportKind> support_kind_of(std::string_view drug);

}  // namespace trimer::observation
