// PBKDF2 over chains side by side, whatever the instructions of a level: SHA-256 on vectors of their words.
#pragma once

#include "password/pbkdf2_kernels.hpp"

namespace signet::inline v0::detail {

/// `Level` has the operations on a vector of one word of each chain. It is a type of an anonymous namespace,
/// which keeps this instance inside its file.
template <class Level>
class Pbkdf2Loop {
 public:
  /// Carries Level::lanes chains on by so many rounds.
  [[gnu::always_inline]] static void run(Pbkdf2Chain* chains, std::uint32_t rounds) noexcept {
    Vector inner[8];
    Vector outer[8];
    Vector last[8];
    Vector sum[8];
    for (int i = 0; i < 8; ++i) {
      inner[i] = gathered(chains, &Pbkdf2Chain::inner, i);
      outer[i] = gathered(chains, &Pbkdf2Chain::outer, i);
      last[i] = gathered(chains, &Pbkdf2Chain::last, i);
      sum[i] = gathered(chains, &Pbkdf2Chain::sum, i);
    }
    for (; rounds != 0; --rounds) {
      finish(inner, last);
      finish(outer, last);
      for (int i = 0; i < 8; ++i) sum[i] = Level::exclusive_or(sum[i], last[i]);
    }
    for (int i = 0; i < 8; ++i) {
      scatter(chains, &Pbkdf2Chain::last, i, last[i]);
      scatter(chains, &Pbkdf2Chain::sum, i, sum[i]);
    }
  }

 private:
  using Vector = typename Level::Vector;
  using Part = Pbkdf2Words Pbkdf2Chain::*;

  // FIPS 180-4 §4.1.2.
  [[gnu::always_inline]] static Vector big_sigma0(Vector x) noexcept {
    return Level::exclusive_or(Level::template rotated<2>(x), Level::template rotated<13>(x),
                               Level::template rotated<22>(x));
  }
  [[gnu::always_inline]] static Vector big_sigma1(Vector x) noexcept {
    return Level::exclusive_or(Level::template rotated<6>(x), Level::template rotated<11>(x),
                               Level::template rotated<25>(x));
  }
  [[gnu::always_inline]] static Vector small_sigma0(Vector x) noexcept {
    return Level::exclusive_or(Level::template rotated<7>(x), Level::template rotated<18>(x),
                               Level::template shifted<3>(x));
  }
  [[gnu::always_inline]] static Vector small_sigma1(Vector x) noexcept {
    return Level::exclusive_or(Level::template rotated<17>(x), Level::template rotated<19>(x),
                               Level::template shifted<10>(x));
  }

  // The second and last block of a hash that began with `start`: `words` in the lower half of w, and the
  // padding. The digest is put where the words were.
  [[gnu::always_inline]] static void finish(const Vector* start, Vector* words) noexcept {
    Vector w[16];
    Vector s[8];
#pragma GCC unroll 8
    for (int i = 0; i < 8; ++i) {
      w[i] = words[i];
      w[i + 8] = Level::all(i == 0 ? end_of_message : i == 7 ? message_bits : 0);
      s[i] = start[i];
    }
#pragma GCC unroll 64
    for (int t = 0; t < 64; ++t) {
      // Names move instead of values: a is s[-t mod 8].
      const auto at = [t](int i) { return (i - t) & 7; };
      if (t >= 16) {
        w[t & 15] = Level::plus(Level::plus(w[t & 15], small_sigma0(w[(t + 1) & 15])),
                                Level::plus(w[(t + 9) & 15], small_sigma1(w[(t + 14) & 15])));
      }
      const Vector e = s[at(4)];
      const Vector a = s[at(0)];
      const Vector t1 = Level::plus(Level::plus(s[at(7)], Level::plus(w[t & 15], Level::all(sha256_k[t]))),
                                    Level::plus(big_sigma1(e), Level::choice(e, s[at(5)], s[at(6)])));
      s[at(3)] = Level::plus(s[at(3)], t1);
      s[at(7)] = Level::plus(t1, Level::plus(big_sigma0(a), Level::majority(a, s[at(1)], s[at(2)])));
    }
#pragma GCC unroll 8
    for (int i = 0; i < 8; ++i) words[i] = Level::plus(s[i], start[i]);
  }

  // One word of every chain, element by element: that is done once in 600,000 rounds.
  [[gnu::always_inline]] static Vector gathered(const Pbkdf2Chain* chains, Part part, int word) noexcept {
    alignas(64) std::uint32_t row[Level::lanes];
    for (int lane = 0; lane < Level::lanes; ++lane) row[lane] = (chains[lane].*part)[word];
    return Level::load(row);
  }

  [[gnu::always_inline]] static void scatter(Pbkdf2Chain* chains, Part part, int word,
                                             Vector value) noexcept {
    alignas(64) std::uint32_t row[Level::lanes];
    Level::store(row, value);
    for (int lane = 0; lane < Level::lanes; ++lane) (chains[lane].*part)[word] = row[lane];
  }
};

}  // namespace signet::inline v0::detail
