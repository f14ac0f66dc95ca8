/**
 * How many bonds of demands a day takes at most unless it is said: three periods of 28. That is twice what one takes whose
 * bundle is withheld (14), and what it takes to search the longest list that the policy of the example allows (2^25 rows: 26),
 * with two neighbours of what is found.
 */
export const DAILY_BONDS = 84n;
