// Few enough for a run after each change.
#include "conformance/race_rounds.hpp"

const signet::test::RaceRounds signet::test::race_rounds{
    .strict = 10, .one_token = 10, .ending = 2, .most_processes = 2};
