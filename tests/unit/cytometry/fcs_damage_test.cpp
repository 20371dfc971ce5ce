// Damaged FCS files: each ends in a message that names the field, none in a crash or a wrong number.
#include <trimer/cytometry/fcs_reader.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <trimer/core/fault.h>
#include <trimer/core/random.h>

#include "fcs_builder.h"

namespace trimer::cytometry {
namespace {

using testing::append;
using testing::FcsBuilder;
using testing::two_parameters;

FcsBuilder sound() {
  FcsBuilder file = two_parameters("F", 32, "1,2,3,4", "2");
  for (const float value : {1.F, 2.F, 3.F, 4.F}) append(file.data, value, false);
  return file;
}

std::string message(std::string bytes) {
  try {
    FcsReader reader(std::move(bytes), "damaged.fcs");
    EventBlock block;
    while (reader.next(block)) {
    }
    (void)reader.data_sets();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no fault";
}

TEST(fcs_damage, a_sound_file_is_read) {
  EXPECT_EQ(message(sound().bytes()), "no fault");
}

struct Damage {
  const char* name;
  std::string bytes;
  const char* part_of_message;
};

std::string with_header(std::size_t at, const std::string& text) {
  std::string bytes = sound().bytes();
  return bytes.replace(at, text.size(), text);
}

std::vector<Damage> damages() {
  const std::string bytes = sound().bytes();
  FcsBuilder integers = two_parameters("I", 16, "4,3,2,1", "1");
  integers.data = "1234";
  FcsBuilder ascii = two_parameters("A", 2, "1,2,3,4", "1");
  ascii.data = "12x4";
  FcsBuilder starred = two_parameters("A", 2, "1,2,3,4", "2");
  starred.set("$P1B", "*").set("$P2B", "*").data = "1 2 3   ";
  FcsBuilder half_starred = starred;
  half_starred.set("$P2B", "4");
  const auto set = [](const char* key, const char* value) { return sound().set(key, value).bytes(); };
  const auto drop = [](const char* key) { return sound().drop(key).bytes(); };
  return {
      {"empty file", "", "HEADER = 0 bytes"},
      {"cut within HEADER", bytes.substr(0, 40), "HEADER = 40 bytes"},
      {"another kind of file", "PNG" + bytes.substr(3), "expected FCS2.0"},
      {"unknown version", "FCS4.0" + bytes.substr(6), "HEADER version = FCS4.0"},
      {"letters in an offset", with_header(10, "      6x"), "HEADER TEXT first byte"},
      {"no TEXT", with_header(10, "       0       0"), "HEADER TEXT"},
      {"TEXT ends before it begins", with_header(10, "      64      20"), "last byte not before the first"},
      {"TEXT beyond the file", with_header(18, "99999999"), "reaches beyond the file"},
      {"TEXT within HEADER", with_header(10, "      10"), "expected to begin after 58"},
      {"DATA beyond the file", with_header(34, "   99999"), "HEADER DATA"},
      {"cut within DATA", bytes.substr(0, bytes.size() - 3), "reaches beyond the file"},
      {"DATA over TEXT", with_header(26, "     100     200"), "overlaps TEXT"},
      {"ANALYSIS over DATA", with_header(42, bytes.substr(26, 16)), "overlaps DATA"},
      {"ANALYSIS beyond the file", with_header(42, "       1 9999999"), "HEADER ANALYSIS"},
      {"delimiter missing", with_header(64, "A"), "expected a delimiter"},
      {"an odd number of tokens", set("$COM", "a/b"), "an odd number"},
      {"$PAR missing", drop("$PAR"), "$PAR"},
      {"$PAR zero", set("$PAR", "0"), "$PAR = 0, expected a whole number, at least 1"},
      {"$PAR too large", set("$PAR", "3"), "$P3B, is missing"},
      {"$PAR huge", set("$PAR", "4000000000"), "$PAR = 4000000000, expected at most"},
      {"$PAR negative", set("$PAR", "-1"), "$PAR = -1"},
      {"$TOT too large", set("$TOT", "3"), "$TOT = 3, expected at most 2"},
      {"$TOT huge", set("$TOT", "18446744073709551615"), "$TOT = 18446744073709551615"},
      {"$TOT no number", set("$TOT", "two"), "$TOT = two, expected a whole number"},
      {"$DATATYPE missing", drop("$DATATYPE"), "$DATATYPE"},
      {"$DATATYPE unknown", set("$DATATYPE", "Q"), "$DATATYPE = Q, expected I, F, D or A"},
      {"a histogram", set("$MODE", "U"), "$MODE = U, is a histogram"},
      {"$BYTEORD missing", drop("$BYTEORD"), "$BYTEORD, is missing"},
      {"$BYTEORD unclear", set("$BYTEORD", "1,2,2,4"), "$BYTEORD = 1,2,2,4"},
      {"a width that is no float", set("$P2B", "16"), "$P2B = 16, expected 32"},
      {"width missing", drop("$P1B"), "$P1B, is missing"},
      {"width empty", set("$P1B", " "), "$P1B, is empty"},
      {"width too large", integers.set("$P1B", "128").bytes(),
       "$P1B = 128, expected a whole number from 1 to 64"},
      {"a mixed order without meaning", two_parameters("I", 24, "3,4,1,2", "0").bytes(),
       "has no meaning in the mixed $BYTEORD"},
      {"range missing", two_parameters("I", 16, "1,2", "0").drop("$P2R").bytes(), "$P2R, is missing"},
      {"range no number", two_parameters("I", 16, "1,2", "0").set("$P2R", "1e").bytes(), "$P2R = 1e"},
      {"amplification no pair", set("$P1E", "4"), "$P1E = 4, expected two numbers"},
      {"gain negative", set("$P1G", "-2"), "$P1G = -2, expected a number > 0"},
      {"logarithmic without a range",
       two_parameters("I", 16, "1,2", "0").set("$P1R", "0").set("$P1E", "4,1").bytes(),
       "$P1R = 0, expected > 0"},
      {"letters in ASCII data", ascii.bytes(), "DATA event 1 B = x4, expected a number"},
      {"delimited data that end early", starred.bytes(), "DATA event 2 B, DATA ends here"},
      {"half delimited", half_starred.bytes(), "delimited or none"},
      {"$NEXTDATA beyond the file", set("$NEXTDATA", "99999"), "$NEXTDATA = 99999, lies beyond the file"},
      {"$NEXTDATA within HEADER", set("$NEXTDATA", "5"), "$NEXTDATA = 5"},
      {"$NEXTDATA no number", set("$NEXTDATA", "none"), "$NEXTDATA = none"},
      {"supplemental TEXT beyond the file",
       sound().set("$BEGINSTEXT", "9000").set("$ENDSTEXT", "9100").bytes(),
       "$BEGINSTEXT-$ENDSTEXT = 9000-9100"},
  };
}

TEST(fcs_damage, each_kind_ends_in_a_message_that_names_the_field) {
  for (const Damage& damage : damages())
    EXPECT_THAT(message(damage.bytes), ::testing::HasSubstr(damage.part_of_message)) << damage.name;
}

TEST(fcs_damage, every_cut_of_a_sound_file_is_refused) {
  const std::string bytes = sound().bytes();
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_NE(message(bytes.substr(0, length)), "no fault") << length;
}

TEST(fcs_damage, flipped_bytes_give_a_message_or_are_read_but_never_crash) {
  const std::string bytes = sound().bytes();
  RandomStream random(7, 1, 1);
  for (int i = 0; i < 3000; ++i) {
    std::string damaged = bytes;
    for (int k = 0; k < 1 + i % 4; ++k)
      damaged[static_cast<std::size_t>(random.uniform() * static_cast<double>(bytes.size()))] =
          static_cast<char>(random.uniform() * 256);
    EXPECT_FALSE(message(damaged).empty());
  }
}

TEST(fcs_damage, a_file_that_is_not_there_is_named) {
  EXPECT_THROW(FcsReader(std::filesystem::path("no/such.fcs")), InputError);
  EXPECT_THROW(FcsReader(std::filesystem::temp_directory_path()), InputError);
}

}  // namespace
}  // namespace trimer::cytometry
