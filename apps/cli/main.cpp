#include <cstdio>

int main() {
  std::puts("trimer 0.1.0");
  return 0;
}
