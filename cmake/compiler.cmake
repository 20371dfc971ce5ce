# One place for language level and warnings. Nothing here depends on the machine that builds.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

option(TRIMER_WARNINGS_AS_ERRORS "Treat warnings as errors" ON)
add_library(trimer_compiler INTERFACE)
target_compile_options(trimer_compiler INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wno-psabi
  # A fused multiply-add is written where it is meant, so that every lane width gives the same bits.
  -ffp-contract=off
  $<$<BOOL:${TRIMER_WARNINGS_AS_ERRORS}>:-Werror>)

set(TRIMER_SANITIZE "" CACHE STRING "Sanitizers: address,undefined or thread")
if(TRIMER_SANITIZE)
  add_compile_options(-fsanitize=${TRIMER_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TRIMER_SANITIZE})
  # The instrumented std::regex and std::function of GCC 12 look uninitialised to the compiler; they are not.
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
endif()
