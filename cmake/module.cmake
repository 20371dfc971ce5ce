# trimer_module(NAME [MAY_INCLUDE other...] [SOURCES file...] [LIBRARIES external...])
#
# One folder under src/trimer is one target. MAY_INCLUDE is both its link list and the list of folders
# whose headers it may include (transitively); tests/architecture fails on any other #include.
function(trimer_module name)
  cmake_parse_arguments(M "" "" "MAY_INCLUDE;SOURCES;LIBRARIES" ${ARGN})
  list(TRANSFORM M_MAY_INCLUDE PREPEND trimer_ OUTPUT_VARIABLE links)
  if(M_SOURCES)
    add_library(trimer_${name} STATIC ${M_SOURCES})
    target_include_directories(trimer_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(trimer_${name} PUBLIC ${links} ${M_LIBRARIES} PRIVATE trimer_compiler)
  else()
    add_library(trimer_${name} INTERFACE)
    target_include_directories(trimer_${name} INTERFACE ${PROJECT_SOURCE_DIR}/src)
    target_link_libraries(trimer_${name} INTERFACE ${links} ${M_LIBRARIES})
  endif()
  list(JOIN M_MAY_INCLUDE " " may_include)
  set_property(GLOBAL APPEND PROPERTY TRIMER_LAYERS "${name}: ${may_include}")
endfunction()

# trimer_test(NAME SOURCES file... LINK module...): a GoogleTest program, its tests known to ctest one by one.
function(trimer_test name)
  cmake_parse_arguments(T "" "" "SOURCES;LINK;LIBRARIES" ${ARGN})
  list(TRANSFORM T_LINK PREPEND trimer_ OUTPUT_VARIABLE links)
  add_executable(test_${name} ${T_SOURCES})
  target_link_libraries(test_${name} PRIVATE ${links} ${T_LIBRARIES} trimer_compiler GTest::gmock_main)
  target_compile_definitions(test_${name} PRIVATE
    TRIMER_SOURCE_DIR="${PROJECT_SOURCE_DIR}" TRIMER_TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/data")
  gtest_discover_tests(test_${name} TEST_PREFIX ${name}. DISCOVERY_TIMEOUT 120 PROPERTIES TIMEOUT 600)
endfunction()
