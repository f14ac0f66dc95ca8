import * as http from "node:http";

/** The variables that name proxies, as the process was given them. */
type Variables = NodeJS.ProcessEnv;

// Who answers on this machine is asked directly, as by other programs that know these variables.
const ITSELF = "localhost,127.0.0.1,[::1],::1";

/**
 * The environment's `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, or the same in lower case, for an agent of Node's; undefined if
 * no proxy is set.
 */
export function proxyVariables(env: Variables = process.env): Variables | undefined {
  if (proxiesIn(env).length === 0) return undefined;
  const exceptions = [env.no_proxy || env.NO_PROXY, ITSELF].filter(Boolean).join(",");
  return { ...env, NO_PROXY: exceptions, no_proxy: exceptions };
}

/**
 * Has every connection of this process, those of `fetch` among them, honour the environment's proxies.
 *
 * @returns false if proxies are set, and this version of Node cannot do that unless it is started with NODE_USE_ENV_PROXY=1
 */
export function honourProxies(): boolean {
  const variables = proxyVariables();
  if (variables === undefined) return true;
  if (typeof http.setGlobalProxyFromEnv === "function") http.setGlobalProxyFromEnv(variables);
  else return process.env.NODE_USE_ENV_PROXY === "1" && process.allowedNodeEnvironmentFlags.has("--use-env-proxy");
  return true;
}

/** Whether it was a proxy that could not be reached, and not the host behind it. */
export function isProxyFailure(error: { readonly hostname?: string; readonly port?: number }): boolean {
  return proxiesIn(process.env).some(({ hostname, port, protocol }) => {
    const usual = protocol === "https:" ? 443 : 80;
    return error.hostname === hostname || error.port === Number(port || usual);
  });
}

function proxiesIn(env: Variables): URL[] {
  const named = [env.https_proxy || env.HTTPS_PROXY, env.http_proxy || env.HTTP_PROXY];
  return named.flatMap((text) => (text && URL.parse(text)) || []);
}
