// Judges one bundle in a thread of its own; see judge-apart.
import { parentPort, workerData } from "node:worker_threads";
import { judgeBundle } from "./judge.ts";
import type { BundleToJudge } from "./judge-apart.ts";

const { submission, folder, absent } = workerData as BundleToJudge;
parentPort?.postMessage(await judgeBundle(submission, folder, absent));
