# trimer_level_sources(TARGET file...): compiles each file once per x86-64 instruction-set level and adds the
# objects to TARGET, so that one binary carries all levels and chooses at run time (core/level.h).
#
# Such a file defines its functions in the inline namespace TRIMER_LEVEL (core/lanes.h) and instantiates nothing
# that another translation unit may also instantiate: the linker keeps one copy of an inline function, and a copy
# made for AVX-512 must not be the one that runs elsewhere.
set(TRIMER_LEVELS baseline v3 v4)
set(TRIMER_LEVEL_FLAGS_baseline "")
set(TRIMER_LEVEL_FLAGS_v3 -march=x86-64-v3)
set(TRIMER_LEVEL_FLAGS_v4 -march=x86-64-v4)
function(trimer_level_sources target)
  foreach(level IN LISTS TRIMER_LEVELS)
    add_library(${target}_${level} OBJECT ${ARGN})
    target_compile_options(${target}_${level} PRIVATE ${TRIMER_LEVEL_FLAGS_${level}})
    target_include_directories(${target}_${level} PRIVATE ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(${target}_${level} PRIVATE trimer_compiler)
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:${target}_${level}>)
  endforeach()
endfunction()
