// Random bytes drawn ahead: each handed out once, by threads and by processes alike.
#include "signet/core/buffered_random.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#include "signet/core/uuid.hpp"

using namespace signet;

namespace {

constexpr std::size_t drawn_at_once = 4096;
using Word = std::uint64_t;

// Words 0, 1, 2, …, eight bytes each, so that a word seen twice was handed out twice.
class CountingSource : public RandomSource {
 public:
  Result<void> fill(std::span<std::byte> out) override {
    if (failing) return fail(Errc::random_unavailable);
    ++calls;
    const Word first = words.fetch_add(out.size() / sizeof(Word));
    for (std::size_t i = 0; i < out.size() / sizeof(Word); ++i) {
      const Word word = first + i;
      std::memcpy(out.data() + i * sizeof word, &word, sizeof word);
    }
    return {};
  }

  std::atomic<Word> words{0};
  std::atomic<int> calls{0};
  bool failing = false;
};

// Remembers where it wrote last, so that a test may look there.
class WatchedSource final : public CountingSource {
 public:
  Result<void> fill(std::span<std::byte> out) override {
    last = out;
    return CountingSource::fill(out);
  }

  std::span<std::byte> last{};
};

Word word_of(RandomSource& random) {
  Word word = ~Word{0};
  return random.fill(std::as_writable_bytes(std::span{&word, 1})) ? word : ~Word{0};
}

}  // namespace

TEST_CASE("bytes are drawn 4 KiB at a time and handed out once") {
  CountingSource source;
  BufferedRandomSource random{source};
  constexpr std::size_t words = drawn_at_once / sizeof(Word);
  std::vector<Word> seen;
  for (std::size_t i = 0; i < words; ++i) seen.push_back(word_of(random));
  CHECK(source.calls == 1);
  CHECK(word_of(random) >= words);
  CHECK(source.calls == 2);
  std::ranges::sort(seen);
  for (std::size_t i = 0; i < words; ++i) CHECK(seen[i] == i);
}

TEST_CASE("a piece that is larger than what is left is taken of fresh bytes alone") {
  CountingSource source;
  BufferedRandomSource random{source};
  std::array<Word, BufferedRandomSource::longest / sizeof(Word)> piece{};
  const auto bytes = std::as_writable_bytes(std::span{piece});
  CHECK(word_of(random) < drawn_at_once / sizeof(Word));
  for (int i = 0; i < 15; ++i) CHECK(random.fill(bytes).has_value());
  CHECK(source.calls == 1);
  CHECK(random.fill(bytes).has_value());
  CHECK(source.calls == 2);
  CHECK(std::ranges::all_of(piece, [](Word word) { return word >= drawn_at_once / sizeof(Word); }));
}

TEST_CASE("larger requests go to the source itself, and none of no bytes does") {
  WatchedSource source;
  BufferedRandomSource random{source};
  std::array<std::byte, BufferedRandomSource::longest + 1> large{};
  CHECK(random.fill(large).has_value());
  CHECK(source.last.data() == large.data());
  CHECK(source.last.size() == large.size());
  CHECK(random.fill(std::span{large}.first(BufferedRandomSource::longest)).has_value());
  CHECK(source.last.size() == drawn_at_once);
  CHECK(random.fill({}).has_value());
  CHECK(source.calls == 2);
}

TEST_CASE("what was handed out is wiped, and what is left is not") {
  WatchedSource source;
  BufferedRandomSource random{source};
  const Word first = word_of(random);
  const auto words_there = [&source](Word wanted) {
    std::vector<Word> words(source.last.size() / sizeof(Word));
    std::memcpy(words.data(), source.last.data(), source.last.size());
    return std::ranges::count(words, wanted);
  };
  REQUIRE(first != 0);
  CHECK(words_there(first) == 0);
  CHECK(words_there(first - 1) == 1);
  const Word second = word_of(random);
  CHECK(second == first - 1);
  CHECK(words_there(second) == 0);
}

TEST_CASE("an error of the source is passed on, and the next call draws again") {
  CountingSource source;
  BufferedRandomSource random{source};
  source.failing = true;
  const auto id = Uuid::random(random);
  REQUIRE(!id.has_value());
  CHECK(id.error() == fail(Errc::random_unavailable));
  source.failing = false;
  CHECK(Uuid::random(random).has_value());
  CHECK(source.calls == 1);
}

TEST_CASE("threads never get the same bytes") {
  CountingSource source;
  BufferedRandomSource random{source};
  constexpr std::size_t each = 5'000;
  std::vector<std::vector<Word>> seen(12);
  std::vector<std::thread> threads;
  for (auto& words : seen) {
    threads.emplace_back([&random, &words] {
      for (std::size_t i = 0; i < each; ++i) words.push_back(word_of(random));
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<Word> all;
  for (const auto& words : seen) all.insert(all.end(), words.begin(), words.end());
  std::ranges::sort(all);
  CHECK(std::ranges::adjacent_find(all) == all.end());
  CHECK(all.size() == 12 * each);
  CHECK(all.back() < source.words);
}

TEST_CASE("R11: a child process hands out nothing that its parent could") {
  CountingSource source;
  BufferedRandomSource random{source};
  const Word before = word_of(random);
  REQUIRE(before < drawn_at_once / sizeof(Word));
  std::array<int, 2> pipe_ends{};
  REQUIRE(pipe(pipe_ends.data()) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const std::array words{word_of(random), word_of(random)};
    const bool told = write(pipe_ends[1], words.data(), sizeof words) == sizeof words;
    _exit(told ? 0 : 1);
  }
  std::array<Word, 2> of_child{};
  CHECK(read(pipe_ends[0], of_child.data(), sizeof of_child) == sizeof of_child);
  int status = -1;
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  close(pipe_ends[0]);
  close(pipe_ends[1]);
  // The child's copy of the source goes on where it stood, with the next 4 KiB; the parent keeps its own.
  for (const Word word : of_child) {
    CHECK(word >= drawn_at_once / sizeof(Word));
    CHECK(word < 2 * drawn_at_once / sizeof(Word));
  }
  CHECK(word_of(random) == before - 1);
  CHECK(source.calls == 1);
}

TEST_CASE("without a source of one's own, bytes are the system's") {
  BufferedRandomSource random;
  const auto one = Uuid::random(random);
  const auto two = Uuid::random(random);
  REQUIRE(one.has_value());
  REQUIRE(two.has_value());
  CHECK(*one != *two);
}
