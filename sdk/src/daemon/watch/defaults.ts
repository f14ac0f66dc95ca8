/**
 * How many bonds of demands a day takes at most unless it is said: three periods of 28. That is twice what one takes whose
 * bundle is withheld (14), and what it takes to search the longest list that the policy of the example allows (2^25 rows: 26),
 * with two neighbours of what is found.
 */
export const DAILY_BONDS = 84n;

/**
 * For how long a bundle's host may not answer, though others do, before the bundle counts as withheld, in seconds of the chain's
 * time: half an hour. An outage of a host or a resolver is over by then, and a challenge window of a day has hardly begun. Where
 * half of a window's rest is shorter, entries are demanded then.
 */
export const UNREACHED_PATIENCE = 1_800n;
