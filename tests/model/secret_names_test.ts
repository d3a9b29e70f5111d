import { assertEquals } from "@std/assert";
import {
  isHarmlessName,
  isPlace,
  isSecretLabel,
  isSecretName,
} from "../../src/model/secret_names.ts";

/** The names of a list for which it holds. */
function those(names: string, holds: (name: string) => boolean): string[] {
  return names.split(" ").filter(holds);
}

Deno.test("isSecretName() knows the names that secrets have", () => {
  const names =
    "password PASSWORD db_password DB_PASS dbpass userpw pgpassword PGPASSWORD MYSQL_PWD " +
    "passphrase passcode keyPassword password2 requirepass masterauth secret client-secret clientSecret " +
    "token authToken auth-token api-key apiKey apikey APIKEY authkey access_key AWS_SECRET_ACCESS_KEY " +
    "AWS_ACCESS_KEY_ID privatekey private_key sshKey key keys auth authorization bearer cookie " +
    "credentials creds dsn SENTRY_DSN connectionString connection_string otp pin psk wpa_psk jwt salt " +
    "sig signature session-id SharedAccessSignature AccountKey spring.datasource.password " +
    "auth[password] from-literal mnemonic passin";
  assertEquals(names.split(" ").filter((name) => !isSecretName(name)), []);
});

Deno.test("isSecretName() is not taken in by names that only look like it", () => {
  const names = "port keyspace passive monkey author authority hotkeys compass bypass tokenizer " +
    "keyboard turkey passenger spin pinned opinion design signal salty sessions_dir password-stdin " +
    "auth-port token_ttl secretServer max-tokens no-password ask-pass path pathname user host p a x";
  assertEquals(those(names, isSecretName), []);
});

Deno.test("isHarmlessName() knows what tells about a secret and is none", () => {
  assertEquals(isHarmlessName("authPort"), true);
  assertEquals(isHarmlessName("auth"), false);
});

Deno.test("isSecretLabel() wants the last word to tell", () => {
  assertEquals(
    those("password X-Auth-Token client_secret DB_PASSWORD token apikey pin", isSecretLabel).length,
    7,
  );
  assertEquals(
    those("sshd-session auth key token-service secret-server postgres", isSecretLabel),
    [],
  );
});

Deno.test("isPlace() tells a port and a folder from a secret, but for passwords", () => {
  const cases: readonly (readonly [name: string, value: string, is: boolean])[] = [
    ["token-service", "8080", true],
    ["token-service", "8080/path", true],
    ["token", "8080abc", false],
    ["token", "123456", false],
    ["secrets", "/run/secrets", true],
    ["password", "8080", false],
    ["pin", "8080", false],
    ["password", "/run/secrets", false],
  ];
  for (const [name, value, is] of cases) assertEquals(isPlace(name, value), is, `${name}:${value}`);
});

Deno.test("isSecretName() looks at the end of a name that never ends", () => {
  assertEquals(isSecretName(`${"x".repeat(1_000_000)}_password`), true);
  assertEquals(isSecretName("sign".repeat(1_000_000)), false);
});
