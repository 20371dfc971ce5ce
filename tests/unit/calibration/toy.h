/// @file
/// A calibration in miniature: one study, two hyper-parameters, few patients.
#pragma once

#include <string>

#include <trimer/calibration/config.h>

namespace trimer::calibration {

inline const std::string toy = R"(
format = "trimer-calibration/1"
name = "toy"
title = "Toy"
seed = 5
[simulation]
patients = 24
blocks = 3
budget = 1000
[targets]
studies = ["tower_kantarjian_2017"]
[method]
members = 8
iterations = 2
waves = 1
wave_points = 6
chains = 2
steps = 40
wave_steps = 20
[ensemble]
members = 5
[[hyper_parameter]]
name = "fever_half"
[[hyper_parameter]]
name = "neutrophils.median_factor"
prior = { sd = 0.3 }
)";

}  // namespace trimer::calibration
