// A small reader of the markup that the report writes: enough to check that it is well formed and to count
// what is in it. Not an XML parser: no entities beyond the five, no namespaces, no CDATA.
#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace trimer::report::markup {

struct Element {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;  // directly inside, unescaped
  int parent = -1;   // position in the list
};

class NotWellFormed : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline std::string unescaped(std::string_view text) {
  static const std::map<std::string, std::string> entities{
      {"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"#39", "'"}};
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<') throw NotWellFormed("bare < in: " + std::string(text));
    if (text[i] != '&') {
      out += text[i];
      continue;
    }
    const std::size_t end = text.find(';', i);
    const auto entity = end == std::string_view::npos
                            ? entities.end()
                            : entities.find(std::string(text.substr(i + 1, end - i - 1)));
    if (entity == entities.end()) throw NotWellFormed("bare & in: " + std::string(text));
    out += entity->second;
    i = end;
  }
  return out;
}

// Every element in document order. Throws NotWellFormed.
inline std::vector<Element> parse(std::string_view document) {
  std::vector<Element> elements;
  std::vector<int> open;
  std::size_t at = 0;
  if (document.rfind("<!DOCTYPE html>", 0) == 0) at = 15;
  while (at < document.size()) {
    const std::size_t start = std::min(document.find('<', at), document.size());
    const std::string_view text = document.substr(at, start - at);
    if (!open.empty())
      elements[static_cast<std::size_t>(open.back())].text += unescaped(text);
    else if (text.find_first_not_of(" \n") != std::string_view::npos)
      throw NotWellFormed("text outside the root");
    if (start == document.size()) break;
    std::size_t end = start;
    for (char quote = 0; end < document.size() && (quote || document[end] != '>'); ++end)
      if (document[end] == '"') quote = quote ? 0 : '"';
    if (end == document.size()) throw NotWellFormed("tag does not end");
    std::string_view tag = document.substr(start + 1, end - start - 1);
    at = end + 1;
    if (tag.front() == '/') {
      if (open.empty() || elements[static_cast<std::size_t>(open.back())].name != tag.substr(1))
        throw NotWellFormed("</" + std::string(tag.substr(1)) + "> closes nothing");
      open.pop_back();
      continue;
    }
    const bool empty = tag.back() == '/';
    if (empty) tag.remove_suffix(1);
    Element element;
    element.name = tag.substr(0, tag.find(' '));
    element.parent = open.empty() ? -1 : open.back();
    if (open.empty() && !elements.empty()) throw NotWellFormed("two roots");
    for (std::size_t i = element.name.size(); i < tag.size();) {
      if (tag[i] != ' ') throw NotWellFormed("in <" + std::string(tag));
      const std::size_t equals = tag.find("=\"", i);
      if (equals == std::string_view::npos) {
        if (tag.find_first_not_of(' ', i) == std::string_view::npos) break;
        throw NotWellFormed("attribute without value in <" + std::string(tag));
      }
      const std::size_t close = tag.find('"', equals + 2);
      const std::string key(tag.substr(i + 1, equals - i - 1));
      if (!element.attributes.emplace(key, unescaped(tag.substr(equals + 2, close - equals - 2))).second)
        throw NotWellFormed("attribute twice: " + key);
      i = close + 1;
    }
    elements.push_back(std::move(element));
    if (!empty) open.push_back(static_cast<int>(elements.size()) - 1);
  }
  if (!open.empty())
    throw NotWellFormed("<" + elements[static_cast<std::size_t>(open.back())].name + "> stays open");
  return elements;
}

inline std::vector<Element> all(const std::vector<Element>& elements, std::string_view name) {
  std::vector<Element> found;
  for (const Element& element : elements)
    if (element.name == name) found.push_back(element);
  return found;
}

// The words of every <text>, in document order.
inline std::vector<std::string> words(std::string_view svg) {
  std::vector<std::string> found;
  for (const Element& element : all(parse(svg), "text")) found.push_back(element.text);
  return found;
}

struct Coordinates {
  double x, y;
};
inline std::vector<Coordinates> points(const Element& element) {
  std::vector<Coordinates> found;
  const std::string& text = element.attributes.at("points");
  for (std::size_t at = 0; at < text.size();) {
    std::size_t used = 0;
    const double x = std::stod(text.substr(at), &used);
    at += used + 1;
    const double y = std::stod(text.substr(at), &used);
    at += used + 1;
    found.push_back({x, y});
  }
  return found;
}

// What lies outside the drawing: no label may be cut off. Width of a text is estimated by the caller's
// function.
template <class Width>
std::vector<std::string> cut_off(std::string_view svg, Width width_of) {
  std::vector<std::string> found;
  const std::vector<Element> elements = parse(svg);
  const double width = std::stod(elements.front().attributes.at("width"));
  const double height = std::stod(elements.front().attributes.at("height"));
  for (const Element& text : all(elements, "text")) {
    if (text.attributes.count("transform")) continue;
    const double x = std::stod(text.attributes.at("x")), y = std::stod(text.attributes.at("y"));
    const double length = width_of(text.text, std::stod(text.attributes.at("font-size")),
                                   text.attributes.count("font-weight") > 0);
    const auto anchor = text.attributes.find("text-anchor");
    const double left = anchor == text.attributes.end() ? x
                        : anchor->second == "end"       ? x - length
                                                        : x - length / 2;
    if (left < -0.5 || left + length > width + 0.5 || y > height || y < 8) found.push_back(text.text);
  }
  return found;
}

struct Box {
  std::string text;
  double left, top, right, bottom;
};
// Pairs of labels that lie on each other by more than a pixel or two.
template <class Width>
std::vector<std::string> overlapping(std::string_view svg, Width width_of) {
  std::vector<Box> boxes;
  for (const Element& text : all(parse(svg), "text")) {
    if (text.attributes.count("transform") || text.text.empty()) continue;
    const double x = std::stod(text.attributes.at("x")), y = std::stod(text.attributes.at("y"));
    const double size = std::stod(text.attributes.at("font-size"));
    const double length = width_of(text.text, size, text.attributes.count("font-weight") > 0);
    const auto anchor = text.attributes.find("text-anchor");
    const double left = anchor == text.attributes.end() ? x
                        : anchor->second == "end"       ? x - length
                                                        : x - length / 2;
    boxes.push_back({text.text, left, y - 0.72 * size, left + length, y});
  }
  std::vector<std::string> found;
  for (std::size_t i = 0; i < boxes.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const Box &a = boxes[i], &b = boxes[j];
      if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
        found.push_back(b.text + " / " + a.text);
    }
  return found;
}

}  // namespace trimer::report::markup
