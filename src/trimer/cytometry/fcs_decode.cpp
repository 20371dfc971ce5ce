#include <trimer/cytometry/fcs_decode.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <string>

#include <trimer/core/csv.h>
#include <trimer/core/fault.h>

namespace trimer::cytometry {
namespace {

static_assert(std::endian::native == std::endian::little);

template <class Word>
Word swapped(Word word) {
  if constexpr (sizeof(Word) == 2) return static_cast<Word>(__builtin_bswap16(word));
  if constexpr (sizeof(Word) == 4) return __builtin_bswap32(word);
  if constexpr (sizeof(Word) == 8) return __builtin_bswap64(word);
  return word;
}

/// Whole words in one of the two plain byte orders: the usual case, kept free of branches.
template <class Word, bool big, class Use>
void each_word(const char* bytes, std::size_t stride, std::size_t count, Use use) {
  for (std::size_t i = 0; i < count; ++i, bytes += stride) {
    Word word;
    std::memcpy(&word, bytes, sizeof word);
    use(i, big ? swapped(word) : word);
  }
}

/// The word of one value in any byte order: `order[k]` is the significance of the k-th byte, 1 = least.
std::uint64_t word_of(const char* bytes, std::size_t width, const FcsLayout& layout) {
  std::uint64_t word = 0;
  const bool big = layout.big_endian(), little = layout.little_endian();
  for (std::size_t k = 0; k < width; ++k) {
    const std::size_t place = width == 1 ? 0
                              : little   ? k
                              : big      ? width - 1 - k
                                         : static_cast<std::size_t>(layout.byte_order[k]) - 1;
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[k])) << (8 * place);
  }
  return word;
}

/// Values that do not fill bytes follow each other without padding: from the highest bit down in big-endian
/// files, from the lowest bit up in little-endian ones.
std::uint64_t bits_of(const char* bytes, std::uint64_t bit, int width, bool big) {
  std::uint64_t word = 0;
  for (int k = 0; k < width; ++k) {
    const std::uint64_t at = bit + static_cast<std::uint64_t>(k);
    const auto byte = static_cast<unsigned char>(bytes[at / 8]);
    const unsigned value = big ? (byte >> (7 - at % 8)) & 1U : (byte >> (at % 8)) & 1U;
    word |= static_cast<std::uint64_t>(value) << (big ? width - 1 - k : k);
  }
  return word;
}

template <class Use>
void each_value(const FcsLayout& layout, int width, std::uint64_t bit, const char* bytes, std::size_t count,
                Use use) {
  const bool big = layout.big_endian();
  const bool plain = big || layout.little_endian();
  if (layout.event_bits % 8 != 0 || bit % 8 != 0 || width % 8 != 0) {
    for (std::size_t i = 0; i < count; ++i) use(i, bits_of(bytes, i * layout.event_bits + bit, width, big));
    return;
  }
  const std::size_t stride = layout.event_bits / 8;
  const char* first = bytes + bit / 8;
  if (width == 8) return each_word<std::uint8_t, false>(first, stride, count, use);
  if (plain && width == 16)
    return big ? each_word<std::uint16_t, true>(first, stride, count, use)
               : each_word<std::uint16_t, false>(first, stride, count, use);
  if (plain && width == 32)
    return big ? each_word<std::uint32_t, true>(first, stride, count, use)
               : each_word<std::uint32_t, false>(first, stride, count, use);
  if (plain && width == 64)
    return big ? each_word<std::uint64_t, true>(first, stride, count, use)
               : each_word<std::uint64_t, false>(first, stride, count, use);
  for (std::size_t i = 0; i < count; ++i)
    use(i, word_of(first + i * stride, static_cast<std::size_t>(width) / 8, layout));
}

void decode_ascii(const FcsLayout& layout, const FcsParameter& parameter, std::uint64_t bit,
                  const char* bytes, std::uint64_t first_event, std::span<double> values) {
  const std::size_t stride = layout.event_bits / 8;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string_view text(bytes + i * stride + bit / 8, static_cast<std::size_t>(parameter.bits));
    if (!parse_number(trim(text), values[i]))
      throw InputError(
          Fault{.file = layout.file,
                .path = "DATA event " + std::to_string(first_event + i + 1) + " " + parameter.name,
                .value = to_utf8(text.substr(0, 40)),
                .expectation = "expected a number"});
  }
}

}  // namespace

void decode_parameter(const FcsLayout& layout, std::size_t index, std::uint64_t bit, const char* bytes,
                      std::uint64_t first_event, std::span<double> values, FcsValueNotes& notes) {
  const FcsParameter& parameter = layout.parameters[index];
  double* const out = values.data();
  switch (parameter.type) {
    case FcsType::ascii:
      return decode_ascii(layout, parameter, bit, bytes, first_event, values);
    case FcsType::integer: {
      const std::uint64_t mask = parameter.mask;
      std::uint64_t masked = 0;
      each_value(layout, parameter.bits, bit, bytes, values.size(), [&](std::size_t i, std::uint64_t word) {
        masked += (word & ~mask) != 0;
        out[i] = static_cast<double>(word & mask);
      });
      notes.masked += masked;
      return;
    }
    case FcsType::real32:
      each_value(layout, 32, bit, bytes, values.size(), [&](std::size_t i, std::uint64_t word) {
        out[i] = static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(word)));
      });
      break;
    case FcsType::real64:
      each_value(layout, 64, bit, bytes, values.size(),
                 [&](std::size_t i, std::uint64_t word) { out[i] = std::bit_cast<double>(word); });
      break;
  }
  std::uint64_t not_finite = 0;
  for (const double value : values) not_finite += !(std::fabs(value) <= 1.7976931348623157e308);
  notes.not_finite += not_finite;
}

}  // namespace trimer::cytometry
