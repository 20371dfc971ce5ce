# trimer_embed_data(TARGET DIR): every file under DIR becomes part of TARGET, so that a binary carries its data.
# The generated table is read by core/data_files.cpp.
function(trimer_embed_data target dir)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${dir} ${dir}/*)
  list(SORT files)
  set(asm "")
  set(table "")
  set(index 0)
  set(paths "")
  foreach(file IN LISTS files)
    list(APPEND paths ${dir}/${file})
    string(APPEND asm "asm(\".section .rodata\\n.global trimer_data_${index}\\ntrimer_data_${index}:\\n.incbin \\\"${dir}/${file}\\\"\\n.global trimer_data_${index}_end\\ntrimer_data_${index}_end:\\n.byte 0\\n.previous\\n\");\nextern \"C\" const char trimer_data_${index}[];\nextern \"C\" const char trimer_data_${index}_end[];\n")
    string(APPEND table "    {\"${file}\", {trimer_data_${index}, static_cast<std::size_t>(trimer_data_${index}_end - trimer_data_${index})}},\n")
    math(EXPR index "${index} + 1")
  endforeach()
  set(out ${CMAKE_CURRENT_BINARY_DIR}/embedded_data.cpp)
  file(CONFIGURE OUTPUT ${out} @ONLY CONTENT "// Generated from the files under data/.
#include <trimer/core/data_files.h>
${asm}
namespace trimer {
std::span<const EmbeddedFile> embedded_files() {
  static const EmbeddedFile files[] = {
${table}  };
  return files;
}
}  // namespace trimer
")
  set_source_files_properties(${out} PROPERTIES OBJECT_DEPENDS "${paths}")
  target_sources(${target} PRIVATE ${out})
endfunction()
