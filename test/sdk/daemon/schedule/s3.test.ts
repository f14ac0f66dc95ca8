// Publishing into a bucket.
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { DEFAULT_RULE, InputError } from "zke-insurance-fund";
import { bundleOf, writeBundle } from "zke-insurance-fund/bundle";
import { publishToS3, type S3Target } from "zke-insurance-fund/node";
import { type S3Store, signatureOf, startS3 } from "../../support/s3-store.ts";
import { FUND, settled, TERMS } from "../watch/submissions.ts";

const PERIOD = { period: 7n, startTime: 1_000n, endTime: 2_000n, decimals: 6, identity: FUND, rule: DEFAULT_RULE };
const SIGNAL = new AbortController().signal;
const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "a/secret+key", sessionToken: "of-today" };
const NAMES = ["liquidations.parquet", "positions.parquet", "settlement.json"];
const SENT = ["positions.parquet", "liquidations.parquet", "settlement.json"];
const PLACE = "/settlements/of%20the%20fund/a/period-7/";

describe("publishing into a bucket", () => {
  let folder: string;
  let store: S3Store;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "bucket-"));
    await writeBundle(join(folder, "bundle"), bundleOf(settled(12, 4), DEFAULT_RULE, TERMS));
    await mkdir(join(folder, "bundle", "private"));
    await writeFile(join(folder, "bundle", "private", "secret"), "0x01");
    store = await startS3(KEYS);
  });
  afterEach(async () => {
    store.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const target = (change: Partial<S3Target> = {}): S3Target => ({
    ...{ ...KEYS, bucket: "settlements", prefix: "of the fund/a", endpoint: store.endpoint, region: "eu-central-1" },
    ...change,
  });
  const publish = (change: Partial<S3Target> = {}, signal = SIGNAL) =>
    publishToS3(target(change))(join(folder, "bundle"), PERIOD, signal);
  const refusalOf = async (done: Promise<unknown>) => {
    const error = await done.then(
      () => expect.fail("it was published"),
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(InputError);
    expect(String(error)).to.not.match(/secret\+key|of-today/);
    return error as InputError;
  };

  it("is signed as AWS' own example of a request is", () => {
    const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const headers = {
      ...{ host: "examplebucket.s3.amazonaws.com", range: "bytes=0-9", "x-amz-content-sha256": empty },
      "x-amz-date": "20130524T000000Z",
    };
    const request = { method: "GET", path: "/test.txt", headers };
    const signature = signatureOf(
      ...([request, ["host", "range", "x-amz-content-sha256", "x-amz-date"]] as const),
      ...(["20130524/us-east-1/s3/aws4_request", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"] as const),
    );
    expect(signature).to.equal("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  });

  it("gives it the public files, the header last, as they are", async () => {
    await publish();
    expect(store.asked).to.deep.equal(SENT.map((name) => `PUT ${PLACE}${name} 200`));
    for (const name of NAMES) {
      expect(store.files.get(`${PLACE}${name}`)?.equals(await readFile(join(folder, "bundle", name))), name).to.equal(
        true,
      );
    }
  });

  it("may come twice, and go on where it was killed", async () => {
    await publish();
    store.files.delete(`${PLACE}settlement.json`);
    await publish();
    await publish();
    expect([...store.files.keys()].sort()).to.deep.equal(NAMES.map((name) => `${PLACE}${name}`));
    expect(store.asked.filter((line) => line.startsWith("PUT") && line.endsWith("200"))).to.have.length(4);
  });

  for (const knows of [true, false]) {
    it(`replaces nothing, in a store that knows ${knows ? "" : "no "}conditions`, async () => {
      store.knowsConditions = knows;
      await publish();
      await publish();
      for (const other of ["", "{}", "x".repeat(100_000)]) {
        store.files.set(`${PLACE}settlement.json`, Buffer.from(other));
        const { code, message } = await refusalOf(publish());
        expect([code, message]).to.deep.equal(["publishedOther", message]);
        expect(message).to.include("settlement.json");
        expect(store.files.get(`${PLACE}settlement.json`)?.toString()).to.equal(other);
      }
    });
  }

  it("takes a file for sent that somebody else is sending only once it is there", async () => {
    for (const knows of [true, false]) {
      store.knowsConditions = knows;
      store.before = ({ method, headers }, response) => {
        if (method !== "PUT" || (!knows && headers["if-none-match"] !== undefined)) return false;
        response.writeHead(409).end();
        return true;
      };
      const { code, message } = await refusalOf(publish());
      expect([code, message.includes("HTTP 404")], `conditions: ${knows}`).to.deep.equal(["storeFailed", true]);
    }
  });

  it("tells why a store refuses, in its words, and of no key", async () => {
    for (const [change, said] of [
      [
        { secretAccessKey: "another" },
        "HTTP 403 SignatureDoesNotMatch The secret SignatureDoesNotMatch is told by its",
      ],
      [{ accessKeyId: "nobody" }, "HTTP 403 InvalidAccessKeyId"],
      [{ sessionToken: undefined }, "HTTP 403 InvalidToken"],
    ] as const) {
      const { code, message } = await refusalOf(publish(change));
      expect(code).to.equal("storeFailed");
      expect(message).to.include(said).and.include(`${PLACE}`);
    }
    expect(store.files.size).to.equal(0);
  });

  it("tells what is no answer of a store: silence, another place, a page, nobody", async () => {
    store.before = () => true;
    expect((await refusalOf(publish({ timeout: 100 }))).message).to.include("no answer within 0.1 s");
    store.before = (_, response) => {
      response.writeHead(301, { location: "http://127.0.0.1:9/" }).end();
      return true;
    };
    expect((await refusalOf(publish())).message).to.include("HTTP 301");
    store.before = (_, response) => {
      response.writeHead(500).end(`<Code>\u202eX</Code>${"<html>".repeat(100_000)}`);
      return true;
    };
    expect((await refusalOf(publish())).message).to.include("HTTP 500 \\u202eX.");
    store.before = (_, response) => {
      response.writeHead(500);
      const write = () => void response.write("<html>".repeat(10_000), (error) => error ?? write());
      write();
      return true;
    };
    expect((await refusalOf(publish())).message).to.include("HTTP 500.");
    store.stop();
    expect((await refusalOf(publish())).message).to.include("ECONNREFUSED");
  });

  it("does not take another file's beginning, or a file that goes on, for the file", async () => {
    await publish();
    const whole = await readFile(join(folder, "bundle", "positions.parquet"));
    for (const other of [whole.subarray(0, -1), Buffer.concat([whole, Buffer.from([0])])]) {
      store.files.set(`${PLACE}positions.parquet`, other);
      expect((await refusalOf(publish())).code).to.equal("publishedOther");
    }
  });

  it("ends when the scheduler does", async () => {
    store.before = () => true;
    const controller = new AbortController();
    const done = publish({}, controller.signal).catch((error: unknown) => error);
    controller.abort(new Error("enough"));
    expect(String(await done)).to.equal("Error: enough");
  });

  it("has a bucket and an address that can be one", () => {
    for (const change of [
      ...[
        { bucket: "" },
        { bucket: "a/b" },
        { bucket: ".." },
        { prefix: "a/../b" },
        { endpoint: "ftp://secret.example" },
      ],
      ...[
        { endpoint: "https://user:secret@host.example" },
        { endpoint: "secret" },
        { endpoint: "https://x.example/?secret" },
      ],
      ...[
        { region: "x.evil.example/" },
        { accessKeyId: "" },
        { secretAccessKey: undefined },
        { timeout: 0 },
        { fetch: 5 },
      ],
    ]) {
      expect(() => publishToS3(target(change as never)), JSON.stringify(change))
        .to.throw(InputError)
        .and.satisfies((error: Error) => !String(error).includes("secret."));
    }
  });

  it("is Amazon's where no other store is named", async () => {
    const asked: string[] = [];
    const fetch = async (url: unknown) => {
      asked.push(String(url));
      return new Response();
    };
    await publish({ endpoint: undefined, prefix: undefined, region: undefined, fetch: fetch as never });
    expect(asked.at(-1)).to.equal("https://s3.us-east-1.amazonaws.com/settlements/period-7/settlement.json");
  });
});
