// Judges one bundle in a thread of its own; see judge-apart.
import { parentPort, workerData } from "node:worker_threads";
import { judgeLists } from "./judge.ts";
import type { BundleToJudge, Judgement } from "./judge-apart.ts";
import { readCommittedLists, showLeaf } from "./lists.ts";

const { submission, folder, terms } = workerData as BundleToJudge;
const lists = await readCommittedLists(submission, folder, terms);
const verdict = await judgeLists(submission, lists, folder, terms);
const answers = (terms.wanted ?? []).flatMap((place) => showLeaf(lists, place) ?? []);
parentPort?.postMessage({ verdict, answers } satisfies Judgement);
