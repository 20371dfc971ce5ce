/// @file
/// Residual CAR-T cells of an earlier therapy: effectors contract, few become memory.
///
/// A failed CAR-T does not grow on antigen alone; blinatumomab restimulates it through CD3 (assumed). The
/// bilinear growth of published CAR-T models is not used: at 1e12 targets it gives 9 per day.
///
/// Units: cells, day. Source of contraction and memory: doi:10.1002/psp4.12388.
#pragma once

#include <trimer/therapy/t_cells.h>

namespace trimer::therapy {

template <class T>
void car_t_rates(const State<T>& y, const Parameters<T>& p, const Engagement<T>& e, const TCellAlgebra<T>& t,
                 State<T>& rate) {
  const T car_growth = p.car_residual_function * p.proliferation_cd8 * e.drive_marrow * t.crowding;
  rate.car_t_effector =
      car_growth * (y.car_t_effector + y.car_t_memory) - p.car_contraction * y.car_t_effector;
  rate.car_t_memory = p.car_contraction * p.car_memory_fraction * y.car_t_effector -
                      (p.car_memory_loss + car_growth) * y.car_t_memory;
}

}  // namespace trimer::therapy
