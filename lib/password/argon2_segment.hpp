// How the kernel of any level goes through a segment: which block refers to which, and what is fetched ahead.
#pragma once

#include "password/argon2_kernels.hpp"

namespace signet::inline v0::detail {

// `Level` is a type of an anonymous namespace, which keeps these instances inside their file. Its `compress`
// is the G of RFC 9106 §3.5; it tells the first word of the new block as soon as that is known.
template <class Level>
class Argon2Filler {
 public:
  explicit Argon2Filler(const Argon2Segment& segment) noexcept
      : at_(segment),
        lane_length_(4 * segment.length),
        lane_begin_(segment.memory + std::size_t{segment.lane} * lane_length_),
        independent_(segment.type == Argon2Type::i ||
                     (segment.type == Argon2Type::id && segment.pass == 0 && segment.slice < 2)) {}

  void fill() noexcept {
    std::uint32_t index = at_.pass == 0 && at_.slice == 0 ? 2 : 0;
    Argon2Block* const begin = lane_begin_ + std::size_t{at_.slice} * at_.length;
    const bool at_lane_begin = at_.slice == 0 && index == 0;
    const Argon2Block* previous = at_lane_begin ? lane_begin_ + lane_length_ - 1 : begin + index - 1;
    if (independent_) make_addresses();
    const Argon2Block* reference = referred_to(index, pair_for(index, {previous->words[0]}));
    for (; index < at_.length; ++index) {
      const std::uint32_t next = index + 1;
      if (independent_ && next % argon2_block_words == 0) make_addresses();
      const Argon2Block* const current_reference = reference;
      const auto fetch_ahead = [&](std::uint64_t first_word) noexcept {
        reference = referred_to(next, pair_for(next, {first_word}));
        fetch(*reference);
      };
      Level::compress(*previous, *current_reference, begin[index], at_.over_old, fetch_ahead);
      previous = begin + index;
    }
  }

 private:
  // J1 in the lower half and J2 in the upper (RFC 9106 §3.4.1).
  struct Pair {
    std::uint64_t bits;
  };

  Pair pair_for(std::uint32_t index, Pair dependent) const noexcept {
    return independent_ ? Pair{addresses_.words[index % argon2_block_words]} : dependent;
  }

  // RFC 9106 §3.4.1.2: 128 pairs at a time that do not depend on what is hashed.
  void make_addresses() noexcept {
    ++counter_;
    const Argon2Block input{{at_.pass, at_.lane, at_.slice, std::uint64_t{at_.lanes} * lane_length_,
                             at_.passes, static_cast<std::uint64_t>(at_.type), counter_}};
    const Argon2Block zero{};
    const auto nothing = [](std::uint64_t) noexcept {};
    Argon2Block half;
    Level::compress(zero, input, half, false, nothing);
    Level::compress(zero, half, addresses_, false, nothing);
  }

  // RFC 9106 §3.4.2, for the block `index` of this segment. For index = length, which nobody will ask for, it
  // is some block of the memory.
  const Argon2Block* referred_to(std::uint32_t index, Pair pair) const noexcept {
    const bool first_slice = at_.pass == 0 && at_.slice == 0;
    const auto j2 = static_cast<std::uint32_t>(pair.bits >> 32);
    const std::uint32_t lane = first_slice || at_.lanes == 1 ? at_.lane : j2 % at_.lanes;
    // What is finished: slices before this one, three of them after the first pass; in the own lane also the
    // blocks of this segment, without the one just made.
    std::uint32_t area = (at_.pass == 0 ? at_.slice : 3) * at_.length;
    if (lane == at_.lane) {
      area += index - 1;
    } else if (index == 0) {
      area -= 1;
    }
    const std::uint64_t j1 = pair.bits & 0xffff'ffff;
    const std::uint64_t back = area * (j1 * j1 >> 32) >> 32;
    std::uint64_t position = area - 1 - back;
    if (at_.pass != 0) position += (std::uint64_t{at_.slice} + 1) * at_.length;
    // The oldest finished slice follows this one, round the end of the lane.
    if (position >= lane_length_) position -= lane_length_;
    return at_.memory + std::size_t{lane} * lane_length_ + position;
  }

  static void fetch(const Argon2Block& block) noexcept {
    for (std::size_t line = 0; line < argon2_block_words; line += 8) __builtin_prefetch(block.words + line);
  }

  const Argon2Segment& at_;
  const std::uint32_t lane_length_;
  Argon2Block* const lane_begin_;
  const bool independent_;
  std::uint64_t counter_ = 0;
  Argon2Block addresses_{};
};

}  // namespace signet::inline v0::detail
