/// @file
/// Calibrate, emulate, sample (Cleary, Garbuno-Inigo, Lan, Schneider & Stuart 2021,
/// doi:10.1016/j.jcp.2020.109716):
///
/// 1. Kalman inversion says where the posterior is, and its evaluations lie on the way there.
/// 2. Waves: an emulator is fitted to the evaluations nearest to the posterior so far, its posterior is
///    sampled, and the simulator is evaluated at points of that sample.
/// 3. The last emulator's posterior, with the exact likelihood of every target, is sampled at length.
///
/// The last wave was not seen by the emulator that chose its points: how well it was predicted is the check
/// of the emulator.
#pragma once

#include <trimer/inference/emulator.h>
#include <trimer/inference/kalman_inversion.h>
#include <trimer/inference/slice_sampler.h>

#include <memory>

namespace trimer::inference {

struct PosteriorOptions {
  KalmanOptions kalman;
  int waves = 3;
  int wave_points = 200;
  int training = 1500;       ///< most evaluations that an emulator is fitted to: the nearest
  double wave_spread = 1.2;  ///< wave points lie this much wider about the mean than the posterior
  int chains = 8;
  int steps = 3000;      ///< per chain, of the final sample
  int wave_steps = 300;  ///< per chain, of the sample before a wave
  EmulatorOptions emulator;
};

/// How a target's emulator did on points it had not seen.
struct EmulatorCheck {
  double root_mean_square_error = 0;  ///< link scale, prediction against simulation
  double standardised_variance = 0;   ///< of (simulation - prediction) / (SD of both): 1 when honest
};

struct Posterior {
  Sample sample;  ///< of z
  std::shared_ptr<const Emulator> emulator;
  KalmanResult kalman;
  std::vector<EmulatorCheck> checks;  ///< per target, of the last wave
  std::size_t training = 0;           ///< evaluations behind the emulator
  Moments reference;                  ///< of the sampler, to sample variants of the likelihood
};

/// The joint density under the prior and an emulator.
[[nodiscard]] LogDensity log_posterior(const Emulator& emulator, const Likelihood& likelihood);

/// @throws InputError if the budget does not suffice; Stopped
[[nodiscard]] Posterior infer(Evaluations& evaluations, const PosteriorOptions& options);

/// The posterior under another likelihood of the same targets (one study left out), from the same emulator.
[[nodiscard]] Sample resample(const Posterior& posterior, const Likelihood& likelihood,
                              const PosteriorOptions& options, int threads, std::uint32_t run);

/// `count` rows that stand for the sample: evenly spaced along the chains.
[[nodiscard]] Matrix thinned(const Sample& sample, int count);

}  // namespace trimer::inference
