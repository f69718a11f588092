// As many as take hours.
#include "conformance/race_rounds.hpp"

const signet::test::RaceRounds signet::test::race_rounds{
    .strict = 10'000, .one_token = 1'000, .ending = 100, .most_processes = 4};
