/// @file
/// From a state of the model to what an assay without error would read: the one door through which observations see
/// the biology.
#pragma once

#include <trimer/observation/noiseless.h>
#include <trimer/population/virtual_patient.h>
#include <trimer/therapy/baseline.h>
#include <trimer/therapy/state.h>

namespace trimer::simulation {

[[nodiscard]] observation::Noiseless noiseless(const population::VirtualPatient& patient,
                                               const therapy::Baseline<double>& baseline,
                                               const therapy::State<double>& state);

}  // namespace trimer::simulation
