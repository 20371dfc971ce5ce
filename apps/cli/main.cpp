#include "commands.h"

int main(int argc, char** argv) {
  return trimer::cli::command_line(argc, argv);
}
