// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

// The catalogue of docs/invariants.md, word for word: each sentence is the message of the assertion that holds the fund to it.

string constant MONEY_1 = "MONEY-1: the vault holds at least assets + liabilities, unless the token took tokens away";
string constant MONEY_2 = "MONEY-2: assets are at least what is reserved";
string constant MONEY_3 = "MONEY-3: liabilities are the bonds held and the claimable sums, to the unit";
string constant MONEY_4 = "MONEY-4: what is reserved is the coverage of the pending settlements, to the unit";
string constant MONEY_5 = "MONEY-5: nobody can claim or withdraw more than was promised to him";
string constant MONEY_6 = "MONEY-6: no call moves tokens but those it is for";
string constant MONEY_7 = "MONEY-7: of a lost bond half, but of no more than the least bond of its policy, is a reward";
string constant MONEY_8 = "MONEY-8: the bond of an answered demand is the fund's";
string constant MONEY_9 = "MONEY-9: no settlement is pending with less coverage than its operator asked for";

string constant BOOKS_1 = "BOOKS-1: assets = credited + donated + forfeited - covered - migrated - written off";
string constant BOOKS_2 = "BOOKS-2: each running total is the sum of its events";
string constant BOOKS_3 = "BOOKS-3: what is credited to a period is the sum of its credits and pulls";
string constant BOOKS_4 = "BOOKS-4: books rebuilt from the events alone are the fund's";
string constant BOOKS_5 = "BOOKS-5: what came in fits the books, whatever moves in them and goes out again";

string constant LIFE_1 = "LIFE-1: periods follow each other without gap or overlap";
string constant LIFE_2 = "LIFE-2: a settlement's status changes only along the arrows of its life";
string constant LIFE_3 = "LIFE-3: the count of pending settlements is the number of them";
string constant LIFE_4 = "LIFE-4: serial numbers grow by one with each submission";
string constant LIFE_5 =
    "LIFE-5: every pending settlement can be ended, every demand's bond freed, every claim withdrawn";
string constant LIFE_6 =
    "LIFE-6: each event names the time of the event before it, and the fund that of the latest, without a gap";
string constant LIFE_7 =
    "LIFE-7: open demands are those of the current submission that were neither answered nor expired";
string constant LIFE_8 =
    "LIFE-8: a submission is judged by the rule of its start and the policy of its time, whatever comes later";

string constant JUDGE_1 = "JUDGE-1: an honest settlement whose operator answers is never voided";
string constant JUDGE_2 = "JUDGE-2: a false settlement can be voided as long as it is pending";
string constant JUDGE_3 = "JUDGE-3: a call by who may not make it changes nothing";
string constant JUDGE_4 = "JUDGE-4: coverage + shared + deficit is the loss, and coverage is at most the quota";
string constant JUDGE_5 = "JUDGE-5: no leaf and no pair of an honest list is at fault";
string constant JUDGE_6 = "JUDGE-6: a list with one lie has a leaf or a pair that is at fault";
string constant JUDGE_7 = "JUDGE-7: any figures are judged; nothing that judges reverts on a number";

string constant RULE_1 = "RULE-1: the shares sum to what is shared, to the unit";
string constant RULE_2 = "RULE-2: no share exceeds its position's profit";
string constant RULE_3 = "RULE-3: a share is less than a unit off its part, and nothing beyond the head";
string constant RULE_4 = "RULE-4: the odd unit of a split falls on the fund";

string constant HASH_1 = "HASH-1: a header's hash is that of one fund on one chain, for ever";
string constant TREE_1 = "TREE-1: a leaf's proof verifies at its own index and at no other";
