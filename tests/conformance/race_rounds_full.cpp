// The matrix of the CI tier.
#include "conformance/race_rounds.hpp"

const signet::test::RaceRounds signet::test::race_rounds{
    .strict = 300, .one_token = 300, .ending = 30, .most_processes = 4};
