// The image and what is composed with it. Nothing here can build or start them: held are their parts, to the program and to each other.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { expect } from "chai";
import workspace from "../../package.json" with { type: "json" };
import sdk from "../../sdk/package.json" with { type: "json" };
import { pythonWith } from "../support/python.ts";
import { parser } from "./parser.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const DOCKER = join(ROOT, "ops/docker");
const text = (path: string) => readFileSync(join(ROOT, path), "utf8");
const DOCKERFILE = text("ops/docker/Dockerfile").replace(/\\\n/g, " ");
const PYTHON = pythonWith("yaml");
const PROGRAMS = ["operate", "watch", "schedule"] as const;
const SECRET = /password|secret|key|token/i;

interface Service {
  readonly image: string;
  readonly user: string;
  readonly read_only: boolean;
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly volumes: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly ports?: readonly string[];
  readonly init?: boolean;
  readonly healthcheck: { readonly test: readonly string[] };
  readonly build?: { readonly context: string; readonly dockerfile: string };
}

interface Composition {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

/** A file in YAML, by a parser that is nobody's of ours. */
function yaml<T>(path: string): T {
  const print = "import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin)))";
  return JSON.parse(execFileSync(PYTHON as string, ["-c", print], { input: text(path), encoding: "utf8" }));
}

/** A text as it is where each variable is set. */
const filled = (value: string) =>
  value.replace(/\$\{(\w+):\?[^}]*\}/g, (_, name: string) => GIVEN[name] ?? `unset ${name}`);
const GIVEN: Record<string, string> = {
  FUND_ADDRESS: `0x${"1".repeat(40)}`,
  FUND_DATA_URI: "https://bundles.example/{period}/",
  FUND_TABLES: "/srv/exports",
};

describe("the image", () => {
  const lines = DOCKERFILE.split("\n").filter((line) => /^[A-Z]/.test(line));
  const of = (instruction: string) =>
    lines.flatMap((line) => (line.startsWith(`${instruction} `) ? [line.slice(instruction.length + 1).trim()] : []));
  /** What is copied from the repository. */
  const copied = of("COPY")
    .filter((line) => !line.includes("--from="))
    .flatMap((line) =>
      line
        .split(/\s+/)
        .filter((word) => !word.startsWith("--"))
        .slice(0, -1),
    );

  it("is made of files that are there, and that are let in", () => {
    expect(copied).to.include.members(["package-lock.json", "sdk", "contracts", "ops/docker/entrypoint.sh"]);
    expect(copied.filter((path) => !existsSync(join(ROOT, path)))).to.deep.equal([]);
    const rules = text("ops/docker/Dockerfile.dockerignore")
      .split("\n")
      .filter((line) => /^[^#]/.test(line));
    expect(rules[0]).to.equal("*");
    const allowed = rules.flatMap((rule) => (rule.startsWith("!") ? [rule.slice(1)] : []));
    expect(allowed.filter((path) => !existsSync(join(ROOT, path)))).to.deep.equal([]);
    const isLetIn = (path: string) => allowed.some((each) => path.startsWith(each) || each.startsWith(path));
    expect(copied.filter((path) => !isLetIn(path))).to.deep.equal([]);
  });

  it("stands on one version of Node, written out, that the package wants and the tests have", () => {
    const bases = new Set(of("FROM").map((line) => line.split(" ")[0]));
    expect(bases.size).to.equal(1);
    const [, version = ""] = /^node:(\d+\.\d+\.\d+)-\w+-slim$/.exec([...bases][0] as string) ?? [];
    const [least = ""] = /[\d.]+$/.exec(workspace.engines.node) ?? [];
    expect(sdk.engines.node).to.equal(workspace.engines.node);
    expect(version.localeCompare(least, "en", { numeric: true }), `${version} and ${least}`).to.be.at.least(0);
    expect(version.split(".")[0]).to.equal(text("README.md").match(/node@(\d+)/)?.[1]);
  });

  it("is built by what `npm run build` does, and has what the package has of it", () => {
    const steps = of("RUN").flatMap((line) => line.split("&&").map((step) => step.trim().replace(/^npx /, "")));
    const built = workspace.scripts.build.split(" && ").filter((step) => !step.endsWith("-w web"));
    expect(built).to.have.length.above(3);
    expect(steps).to.include.members(built);
    const taken = of("COPY").flatMap((line) => /^--from=build \/src\/sdk\/(\S+) sdk\/\1$/.exec(line)?.[1] ?? []);
    // What is left out is for those who build on the package: sources, and the license that stands beside them.
    const left = ["contracts", "src", "README.md", "LICENSE"];
    expect([...taken, ...left].toSorted()).to.deep.equal([...sdk.files].toSorted());
  });

  it("runs as nobody special, is ended by a signal, and has no secret in it", () => {
    expect(of("USER").at(-1)).to.match(/^[1-9]\d{3,}:[1-9]\d{3,}$/);
    expect(JSON.parse(of("ENTRYPOINT").at(-1) as string)).to.deep.equal(["/usr/local/bin/fund-entrypoint"]);
    expect([...of("ENV"), ...of("ARG")].filter((line) => SECRET.test(line))).to.deep.equal([]);
  });

  it("hands its place to the program, with the password from its file, and the arguments as they are", async () => {
    const folder = mkdtempSync(join(tmpdir(), "entrypoint-"));
    try {
      const program = join(folder, "zke-insurance-fund");
      const print = "{ pid: process.pid, args: process.argv.slice(2), password: process.env.FUND_KEYSTORE_PASSWORD }";
      writeFileSync(program, `#!${process.execPath}\nconsole.log(JSON.stringify(${print}));\n`);
      chmodSync(program, 0o755);
      writeFileSync(join(folder, "password"), "pass $word\n");
      const args = ["watch", "--fund", "a b", "$HOME"];
      for (const [file, password] of [
        [join(folder, "password"), "pass $word"],
        [undefined, undefined],
      ]) {
        const { FUND_KEYSTORE_PASSWORD, ...surroundings } = process.env;
        const given = file === undefined ? {} : { FUND_KEYSTORE_PASSWORD_FILE: file };
        const env = { ...surroundings, ...given, PATH: `${folder}:${process.env.PATH}` };
        const child = spawn("sh", [join(DOCKER, "entrypoint.sh"), ...args], {
          env,
          stdio: ["ignore", "pipe", "inherit"],
        });
        let printed = "";
        child.stdout.on("data", (chunk) => (printed += chunk));
        await once(child, "close");
        const expected = { pid: child.pid, args, ...(password === undefined ? {} : { password }) };
        expect(JSON.parse(printed)).to.deep.equal(expected);
      }
      const env = { ...process.env, FUND_KEYSTORE_PASSWORD_FILE: join(folder, "none") };
      expect(spawnSync("sh", [join(DOCKER, "entrypoint.sh")], { env }).status, "without its password").not.to.equal(0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("the composition", () => {
  let composed: Composition;
  let services: [string, Service][];
  const serviceOf = (name: string) => composed.services[name] as Service;
  /** What is mounted where in a service: `[source, target, isReadOnly]`. */
  const mountsOf = ({ volumes }: Service) =>
    volumes.map((volume) => {
      const [source = "", target = "", mode] = filled(volume).split(":");
      return { source, target, isReadOnly: mode === "ro" };
    });
  const portOf = (name: string) =>
    Number(
      /^--metrics=0\.0\.0\.0:(\d+)$/.exec(
        serviceOf(name).command?.find((arg) => arg.startsWith("--metrics")) ?? "",
      )?.[1],
    );

  before(function () {
    if (PYTHON === undefined) this.skip();
    composed = yaml("ops/docker/compose.yml");
    services = Object.entries(composed.services);
  });

  it("has the three programs, a database, Prometheus and Grafana", () => {
    expect(services.map(([name]) => name).toSorted()).to.deep.equal(
      [...PROGRAMS, "grafana", "postgres", "prometheus"].toSorted(),
    );
  });

  it("gives each its version, a user without rights, and nothing to write but volumes", () => {
    for (const [name, service] of services) {
      expect(service.image, name).to.match(/^[a-z/-]+:v?\d+\.\d+(\.\d+)?(-\w+)?$/);
      expect(service.user, name).to.match(/^[1-9]\d*:\d+$/);
      expect(service.read_only, name).to.equal(true);
      expect(service.cap_drop, name).to.deep.equal(["ALL"]);
      expect(service.security_opt, name).to.deep.equal(["no-new-privileges:true"]);
      for (const port of service.ports ?? []) expect(port, name).to.match(/^127\.0\.0\.1:/);
    }
    for (const name of PROGRAMS) {
      expect(serviceOf(name).image).to.equal(`zke-insurance-fund:${sdk.version}`);
      expect(serviceOf(name).user).to.equal(/^USER (\S+)$/m.exec(DOCKERFILE)?.[1]);
      const { context = "", dockerfile = "" } = serviceOf(name).build ?? {};
      expect(resolve(DOCKER, context, dockerfile)).to.equal(join(DOCKER, "Dockerfile"));
    }
  });

  it("mounts files that are there, and volumes that are named", () => {
    for (const [name, service] of services) {
      for (const { source, target, isReadOnly } of mountsOf(service)) {
        expect(target, name).to.match(/^\//);
        if (!source.startsWith(".")) {
          if (!source.startsWith("/")) expect(Object.keys(composed.volumes), name).to.include(source);
          continue;
        }
        expect(existsSync(resolve(DOCKER, source)), `${name}: ${source}`).to.equal(true);
        expect(isReadOnly, `${name}: ${source}`).to.equal(true);
      }
    }
    const used = new Set(services.flatMap(([, service]) => mountsOf(service).map(({ source }) => source)));
    expect(Object.keys(composed.volumes).filter((name) => !used.has(name))).to.deep.equal([]);
  });

  it("hands secrets over as files, to those alone who name them, and puts none into a variable", () => {
    const ignored = text(".gitignore").split("\n");
    expect(ignored).to.include.members(["ops/docker/secrets/", "ops/docker/.env"]);
    for (const { file } of Object.values(composed.secrets)) expect(file).to.match(/^\.\/secrets\//);
    for (const [name, { command = [], environment = {}, secrets = [] }] of services) {
      const variables = Object.entries(environment);
      const named = [...command, ...variables.map(([, value]) => value)].flatMap(
        (value) => /\/run\/secrets\/([\w-]+)/.exec(value)?.[1] ?? [],
      );
      expect(named.toSorted(), name).to.deep.equal([...secrets].toSorted());
      expect(Object.keys(composed.secrets), name).to.include.members([...secrets]);
      const bare = variables.filter(([variable]) => SECRET.test(variable) && !variable.endsWith("_FILE"));
      expect(bare, name).to.deep.equal([]);
    }
    const used = new Set(services.flatMap(([, { secrets = [] }]) => secrets));
    expect(Object.keys(composed.secrets).filter((secret) => !used.has(secret))).to.deep.equal([]);
    for (const secret of Object.values(composed.secrets))
      expect(text("ops/README.md")).to.include(secret.file.slice(2));
  });

  for (const name of PROGRAMS) {
    it(`${name}: is a command that the program takes, writes where it may, and listens where it is asked`, async () => {
      const service = serviceOf(name);
      const command = (service.command ?? []).map(filled);
      expect(command[0]).to.equal(name);
      await parser().parseAsync(command, { from: "user" });
      const value = (option: string) => command.find((arg) => arg.startsWith(`--${option}=`))?.split("=")[1];
      const writes = [value("db"), ...(name === "schedule" ? [value("bundles"), value("publish-to")] : [])];
      const writable = mountsOf(service).filter(({ isReadOnly }) => !isReadOnly);
      for (const path of writes)
        expect(
          writable.some(({ target }) => path?.startsWith(target)),
          path,
        ).to.equal(true);
      const unit = /^ExecStart=(.*)$/m.exec(text(`ops/systemd/fund-${name}.service`))?.[1] ?? "";
      expect(portOf(name)).to.equal(Number(/--metrics "[^"]*:(\d+)"/.exec(unit)?.[1]));
      expect(service.healthcheck.test.at(-1)).to.include(`//127.0.0.1:${portOf(name)}/livez`);
      expect(service.init).to.equal(true);
    });
  }

  it("lets the watcher ask another node, and keeps bundles from those who need not write them", () => {
    const nodeOf = (name: string) => serviceOf(name).command?.find((arg) => arg.startsWith("--rpc-file="));
    expect(nodeOf("watch")).to.not.equal(nodeOf("operate"));
    expect(mountsOf(serviceOf("operate")).find(({ source }) => source === "bundles")?.isReadOnly).to.equal(true);
    expect(mountsOf(serviceOf("watch")).map(({ source }) => source)).to.deep.equal(["watch"]);
  });

  it("counts a program as healthy by /livez alone", async () => {
    let status = 200;
    const server = createServer((request, response) =>
      response.writeHead(request.url === "/livez" ? status : 404).end(),
    );
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const [, , flag = "", code = ""] = serviceOf("watch").healthcheck.test;
    expect(code).to.include(String(portOf("watch")));
    const check = async () => {
      const asked = code.replace(String(portOf("watch")), String(port));
      const child = spawn(process.execPath, [flag, asked], { stdio: "ignore" });
      return (await once(child, "close"))[0];
    };
    try {
      expect(await check()).to.equal(0);
      status = 503;
      expect(await check()).to.equal(1);
    } finally {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
    expect(await check()).to.equal(1);
  });

  it("scrapes each program as its job, and its configuration is one, with the rules beside it", function () {
    interface Job {
      readonly job_name: string;
      readonly static_configs: readonly { readonly targets: readonly string[] }[];
    }
    const { scrape_configs } = yaml<{ scrape_configs: readonly Job[] }>("ops/docker/prometheus.yml");
    const jobs = scrape_configs.map(({ job_name, static_configs }) => [job_name, static_configs[0]?.targets]);
    expect(jobs).to.deep.equal(PROGRAMS.map((name) => [`fund-${name}`, [`${name}:${portOf(name)}`]]));
    if (spawnSync("promtool", ["--version"]).error !== undefined) this.skip();
    const folder = mkdtempSync(join(tmpdir(), "prometheus-"));
    try {
      // As they are mounted: what the configuration names stands beside it there.
      for (const { source, target } of mountsOf(serviceOf("prometheus")).filter(({ source }) =>
        source.startsWith("."),
      )) {
        mkdirSync(join(folder, dirname(target)), { recursive: true });
        copyFileSync(resolve(DOCKER, source), join(folder, target));
      }
      const [, config = ""] = /^--config\.file=(.*)$/.exec(serviceOf("prometheus").command?.[0] ?? "") ?? [];
      const { status, stdout, stderr } = spawnSync("promtool", ["check", "config", join(folder, config)], {
        encoding: "utf8",
      });
      expect({ status, stderr }, stdout).to.deep.equal({ status: 0, stderr: "" });
      expect(stdout).to.match(/\d+ rules found/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("gives Grafana the Prometheus of the composition, and the dashboard where it looks for it", () => {
    interface Provision {
      readonly datasources: readonly { readonly type: string; readonly url: string; readonly isDefault: boolean }[];
      readonly providers: readonly { readonly options: { readonly path: string } }[];
    }
    const { datasources } = yaml<Provision>("ops/grafana/provisioning/datasources.yml");
    const [, port = ""] = /:(\d+)$/.exec(serviceOf("prometheus").ports?.[0] ?? "") ?? [];
    expect(datasources).to.have.length(1);
    expect(datasources[0]).to.include({ type: "prometheus", url: `http://prometheus:${port}`, isDefault: true });
    const { providers } = yaml<Provision>("ops/grafana/provisioning/dashboards.yml");
    const { target = "" } =
      mountsOf(serviceOf("grafana")).find(({ source }) => source.endsWith("dashboard.json")) ?? {};
    expect(providers.map(({ options }) => options.path)).to.deep.equal([dirname(target)]);
    expect(serviceOf("grafana").environment?.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH).to.equal(target);
  });
});
