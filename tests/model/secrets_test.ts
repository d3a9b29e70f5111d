import { assert, assertEquals } from "@std/assert";
import { redactArgv, redactPath, redactText } from "../../src/model/secrets.ts";

/** Every secret in these cases holds one of these words, and nothing else does. */
const SECRET = /hunter|swordfish/i;

const R = "[redacted]";

/** Argument lists of real programs with secrets in them, and what may be left. */
const ARGVS: readonly (readonly [argv: readonly string[], left: readonly string[]])[] = [
  // A flag and its value, in two words or one.
  [["app", "--password", "hunter2", "--port", "80"], ["app", "--password", R, "--port", "80"]],
  [["app", "--password=hunter2", "80"], ["app", `--password=${R}`, "80"]],
  [["app", "--password=hunter2 swordfish"], ["app", `--password=${R}`]],
  [["app", "-password", "hunter2"], ["app", "-password", R]],
  [["app", "--password", "-hunter2!"], ["app", "--password", R]],
  [["app", "--password", ""], ["app", "--password", ""]],
  [["app", "--password="], ["app", "--password="]],
  [["app", "--auth", "--port", "80"], ["app", "--auth", "--port", "80"]],
  [["app", "--auth", "-p", "80"], ["app", "--auth", "-p", "80"]],
  [["app", "--api-key", "hunter2"], ["app", "--api-key", R]],
  [["app", "--apiKey=hunter2"], ["app", `--apiKey=${R}`]],
  [["app", "--apikey", "hunter2"], ["app", "--apikey", R]],
  [["app", "--auth-token", "hunter2"], ["app", "--auth-token", R]],
  [["tailscale", "up", "--authkey", "hunter2"], ["tailscale", "up", "--authkey", R]],
  [["ngrok", "authtoken", "hunter2"], ["ngrok", "authtoken", R]],
  [["app", "--client_secret", "hunter2"], ["app", "--client_secret", R]],
  [["app", "--password2", "hunter2"], ["app", "--password2", R]],
  [["app", "--key", "/etc/keys/server.pem"], ["app", "--key", R]],
  [["x11vnc", "-passwd", "hunter2"], ["x11vnc", "-passwd", R]],
  [["keytool", "-storepass", "hunter2"], ["keytool", "-storepass", R]],
  [["openssl", "rsa", "-passin", "pass:hunter2"], ["openssl", "rsa", "-passin", R]],
  [["aria2c", "--rpc-secret=hunter2"], ["aria2c", `--rpc-secret=${R}`]],
  [["app", "/PASSWORD:hunter2"], ["app", `/PASSWORD:${R}`]],
  [["app", "/pin:1234567hunter"], ["app", `/pin:${R}`]],
  [["msiexec", "DBPASS=hunter2"], ["msiexec", `DBPASS=${R}`]],
  [["app", "password:hunter2"], ["app", `password:${R}`]],
  // Java, make, gradle, helm, kubectl.
  [
    ["java", "-Dspring.datasource.password=hunter 2", "-Dserver.port=80", "-jar", "a.jar"],
    ["java", `-Dspring.datasource.password=${R}`, "-Dserver.port=80", "-jar", "a.jar"],
  ],
  [
    ["java", "-Djavax.net.ssl.keyStorePassword=hunter2", "A"],
    ["java", `-Djavax.net.ssl.keyStorePassword=${R}`, "A"],
  ],
  [["gradle", "-Pkey=hunter2"], ["gradle", `-Pkey=${R}`]],
  [
    ["helm", "install", "--set", "auth.rootPassword=hunter2,service.port=80"],
    ["helm", "install", "--set", `auth.rootPassword=${R},service.port=80`],
  ],
  [
    ["kubectl", "create", "secret", "generic", "x", "--from-literal=who=hunter2"],
    ["kubectl", "create", "secret", "generic", "x", `--from-literal=${R}`],
  ],
  // Variables.
  [["env", "PGPASSWORD=hunter2", "psql"], ["env", `PGPASSWORD=${R}`, "psql"]],
  [["env", "MYSQL_PWD=hunter 2&3;4,5", "x"], ["env", `MYSQL_PWD=${R}`, "x"]],
  [["AWS_SECRET_ACCESS_KEY=hunter2", "x"], [`AWS_SECRET_ACCESS_KEY=${R}`, "x"]],
  [["docker", "run", "-e", "SECRET=hunter2"], ["docker", "run", "-e", `SECRET=${R}`]],
  [["docker", "run", "-eSECRET=hunter2"], ["docker", "run", `-eSECRET=${R}`]],
  [["docker", "run", "-epwd=hunter2"], ["docker", "run", `-epwd=${R}`]],
  [["docker", "run", "--env=DB_PASS=hunter2"], ["docker", "run", `--env=DB_PASS=${R}`]],
  [
    ["aws", "configure", "set", "aws_secret_access_key", "hunter2"],
    ["aws", "configure", "set", "aws_secret_access_key", R],
  ],
  [["npm", "set", "//npm.example.com/:_authToken=hunter2"], [
    ...["npm", "set"],
    `//npm.example.com/:_authToken=${R}`,
  ]],
  // Short options that mean a secret to some programs, and a port to others.
  [
    ["/usr/bin/mysql", "-h", "db", "-phunter2", "-P3306", "shop"],
    ["/usr/bin/mysql", "-h", "db", `-p${R}`, "-P3306", "shop"],
  ],
  [["mysqldump", "-p", "shop"], ["mysqldump", "-p", "shop"]],
  [
    ["docker", "exec", "db", "mysql", "-uroot", "-phunter2"],
    ["docker", "exec", "db", "mysql", "-uroot", `-p${R}`],
  ],
  [
    ["docker", "run", "--name", "mysql", "-p3306:3306", "-p", "80:80", "mysql"],
    ["docker", "run", "--name", "mysql", "-p3306:3306", "-p", "80:80", "mysql"],
  ],
  [
    ["sshpass", "-p", "hunter2", "ssh", "-p", "2222", "me@db"],
    ["sshpass", "-p", R, "ssh", "-p", "2222", "me@db"],
  ],
  [["sshpass", "-phunter2", "ssh", "db"], ["sshpass", `-p${R}`, "ssh", "db"]],
  [["redis-cli", "-p", "6379", "-a", "hunter2"], ["redis-cli", "-p", "6379", "-a", R]],
  [["redis-cli", "--pass", "hunter2", "ping"], ["redis-cli", "--pass", R, "ping"]],
  [
    ["redis-server", "--port", "6379", "--requirepass", "hunter2", "--masterauth", "swordfish"],
    ["redis-server", "--port", "6379", "--requirepass", R, "--masterauth", R],
  ],
  [["curl", "-sSu", "me:hunter2", "x"], ["curl", "-sSu", R, "x"]],
  [["curl", "-ume:hunter2", "x"], ["curl", `-u${R}`, "x"]],
  [["curl", "--user", "me:hunter2", "x"], ["curl", "--user", R, "x"]],
  [["wget", "--user=me:hunter2", "x"], ["wget", `--user=${R}`, "x"]],
  [["mongosh", "--port", "1", "-p", "hunter2"], ["mongosh", "--port", "1", "-p", R]],
  [["ldapsearch", "-w", "hunter2"], ["ldapsearch", "-w", R]],
  [["docker", "login", "-u", "me", "-p", "hunter2"], ["docker", "login", "-u", "me", "-p", R]],
  [["sqlplus", "scott/hunter2@db"], ["sqlplus", `scott/${R}`]],
  [["smbclient", "-U", "me%hunter2"], ["smbclient", "-U", R]],
  [["7z", "x", "-phunter2", "a.7z"], ["7z", "x", `-p${R}`, "a.7z"]],
  // Headers.
  [["curl", "-H", "Authorization: Bearer hunter2"], ["curl", "-H", `Authorization: ${R}`]],
  [["curl", "-HX-Api-Key: hunter2"], ["curl", `-HX-Api-Key: ${R}`]],
  [["curl", "--header=X-Auth-Token:hunter2"], ["curl", `--header=X-Auth-Token:${R}`]],
  [["x", "Cookie: a=hunter2; b=swordfish"], ["x", `Cookie: ${R}`]],
  [["x", "Authorization:", "Bearer", "hunter2", "80"], ["x", "Authorization:", "Bearer", R, "80"]],
  [["x", "bearer hunter2hunter2"], ["x", `bearer ${R}`]],
  // URLs.
  [["x", "postgres://me:hunter2@db:5432/shop"], ["x", `postgres://me:${R}@db:5432/shop`]],
  [["x", "postgres://me:hunt%40er2%2F@db/shop"], ["x", `postgres://me:${R}@db/shop`]],
  [["x", "postgres://me:hunter2@x@db/shop"], ["x", `postgres://me:${R}@db/shop`]],
  [["x", "postgres://me:hunter2/sword@db/shop"], ["x", `postgres://me:${R}@db/shop`]],
  [["x", "postgres://me:1234/hunter@db/shop"], ["x", `postgres://me:${R}@db/shop`]],
  [["x", "postgres://me:hunter:2#?@db/shop"], ["x", `postgres://me:${R}@db/shop`]],
  [["x", "postgres://me:hunter 2@db/shop"], ["x", `postgres://me:${R}@db/shop`]],
  [["x", "redis://:hunter2@cache:6379"], ["x", `redis://:${R}@cache:6379`]],
  [["x", "mongodb://me:hunter2@a:1,b:2/db"], ["x", `mongodb://me:${R}@a:1,b:2/db`]],
  [["x", "--db=amqp://me:hunter2@mq"], ["x", `--db=amqp://me:${R}@mq`]],
  [["x", "https://hunter2hunter2@git.example.com/a"], ["x", `https://${R}@git.example.com/a`]],
  [["x", "https://hunter2:x-oauth-basic@h/a"], ["x", `https://${R}@h/a`]],
  [["x", "http://me:hunter2@[::1]:80/"], ["x", `http://${R}@[::1]:80/`]],
  [["x", "jdbc:mysql://db:3306/x?user=me&password=hunter2&ssl=1"], [
    "x",
    `jdbc:mysql://db:3306/x?user=me&password=${R}&ssl=1`,
  ]],
  [["x", "jdbc:sqlserver://db:1433;user=me;password=hunter2"], [
    "x",
    `jdbc:sqlserver://db:1433;user=me;password=${R}`,
  ]],
  [["x", "http://h:80/p?token=hunter2&port=80#x"], ["x", `http://h:80/p?token=${R}&port=80#x`]],
  [["x", "--proxy", "me:hunter2@proxy:3128"], ["x", "--proxy", `me:${R}@proxy:3128`]],
  // Connection strings.
  [
    ["x", "Server=db,1433;Password=hunter 2;User Id=me"],
    ["x", `Server=db,1433;Password=${R};User Id=me`],
  ],
  [["x", "Password=hunter2;User Id=me"], ["x", `Password=${R};User Id=me`]],
  [["x", "host=db port=5432 password=hunter2 user=me"], [
    "x",
    `host=db port=5432 password=${R} user=me`,
  ]],
  [["x", "host=db password='hunter \\' 2' port=5432"], ["x", `host=db password='${R}' port=5432`]],
  [["x", "AccountName=a;AccountKey=hunter2==;EndpointSuffix=b"], [
    "x",
    `AccountName=a;AccountKey=${R};EndpointSuffix=b`,
  ]],
  [["x", "--ConnectionStrings:Default=Server=db;Pwd=hunter 2;Port=1"], [
    "x",
    `--ConnectionStrings:Default=Server=db;Pwd=${R};Port=1`,
  ]],
  [["mount", "-o", "username=me,password=hunter 2,uid=0"], [
    ...["mount", "-o"],
    `username=me,password=${R},uid=0`,
  ]],
  // JSON.
  [
    ["x", '{"port":80,"password":"hunter2","n":{"token":12345,"auth":{"port":81,"x":"hunter2"}}}'],
    ["x", `{"port":80,"password":"${R}","n":{"token":"${R}","auth":{"port":81,"x":"${R}"}}}`],
  ],
  [["x", '["--password", "hunter2", "--port", "80"]'], [
    "x",
    `["--password","${R}","--port","80"]`,
  ]],
  [["x", '{"a": [1, 2], "b": "c"}'], ["x", '{"a": [1, 2], "b": "c"}']],
  [["x", '--config={"keys":["hunter2"]}'], ["x", `--config={"keys":["${R}"]}`]],
  [["x", '{"cmd":"mysql -phunter2 -h db"}'], ["x", `{"cmd":"mysql -p${R} -h db"}`]],
  [["x", "{password:hunter2,port:80}"], ["x", `{password:${R},port:80}`]],
  [["x", "{'password': 'hunter 2', 'port': 80}"], ["x", `{'password': '${R}', 'port': 80}`]],
  [["x", "<password>hunter 2</password>"], ["x", `<password>${R}</password>`]],
  [["x", "password: hunter 2\nport: 80"], ["x", `password: ${R}`]],
  // Scripts.
  [
    ["sh", "-c", "export TOKEN=hunter2; cmd --password 'hunter 2' --port 80"],
    ["sh", "-c", `export TOKEN=${R}; cmd --password '${R}' --port 80`],
  ],
  [["bash", "-lc", 'TOKEN="hunter \\" 2"x exec app 80'], ["bash", "-lc", `TOKEN=${R} exec app 80`]],
  [["sh", "-c", "sleep 1 && mysql -phunter2 -P 3306"], [
    ...["sh", "-c"],
    `sleep 1 && mysql -p${R} -P 3306`,
  ]],
  [["sh", "-c", "x | sshpass -p 'hunter 2' ssh -p 22 h"], [
    ...["sh", "-c"],
    `x | sshpass -p '${R}' ssh -p 22 h`,
  ]],
  [["sh", "-c", `curl -H 'X-Api-Key: hunter 2' "http://h:80"`], [
    ...["sh", "-c"],
    `curl -H 'X-Api-Key: ${R}' "http://h:80"`,
  ]],
  [["sh", "-c", "A=$(x --password hunter2) app --port 80"], [
    ...["sh", "-c"],
    `A=$(x --password ${R}) app --port 80`,
  ]],
  [["sh", "-c", `sh -c "sh -c 'x --password hunter2 --port 80'"`], [
    ...["sh", "-c"],
    `sh -c "sh -c 'x --password ${R} --port 80'"`,
  ]],
  [["ssh", "-o", "ProxyCommand=sshpass -p hunter2 ssh -W %h:%p b", "c"], [
    ...["ssh", "-o"],
    `ProxyCommand=sshpass -p ${R} ssh -W %h:%p b`,
    "c",
  ]],
  [["x", `curl -d '{"password":"hunter 2","port":80}' h`], [
    "x",
    `curl -d '{"password":"${R}","port":80}' h`,
  ]],
  [["x", `x "{\\"password\\":\\"hunter 2\\",\\"port\\":80}"`], [
    "x",
    `x "{\\"password\\":\\"${R}\\",\\"port\\":80}"`,
  ]],
  // Titles that processes give themselves: one word, and nothing quoted.
  [["worker --password hunter2 --port 80"], [`worker --password ${R} --port 80`]],
  [["app: token=hunter2 on 80"], [`app: token=${R} on 80`]],
  [["app --password a;hunter&2 --port 80"], [`app --password ${R} --port 80`]],
  [["worker password = hunter2 port = 80"], [`worker password = ${R} port = 80`]],
  [['server {"token":"hunter 2","port":80'], [`server {"token":"${R}","port":80`]],
  [['server {"token":"hunter 2'], [`server {"token":"${R}"`]],
  // Shapes.
  [["x", "ghp_swordfish0123456789swordfish"], ["x", R]],
  [["x", "a/glpat-swordfish_0123456789/b"], ["x", `a/${R}/b`]],
  [["x", "sk-ant-hunter2-0123456789abcdef"], ["x", R]],
  [["x", "npm_hunter0123456789hunter0123456789"], ["x", R]],
  [["x", "xoxb-0123456789-hunter"], ["x", R]],
  [["x", "eyJhbGciOiJIUzI1NiJ9.eyJodW50ZXIiOjJ9.swordfish"], ["x", R]],
  [
    ["x", "-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----\n", "80"],
    ["x", `${R}\n`, "80"],
  ],
  [["x", "-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2"], ["x", R]],
  [
    [..."-----BEGIN EC PRIVATE KEY----- hunter2 hunter3 -----END EC PRIVATE KEY----- 80".split(
      " ",
    )],
    [...Array(10).fill(R), "80"],
  ],
];

for (const [argv, left] of ARGVS) {
  Deno.test(`redactArgv() leaves ${JSON.stringify(left)}`, () => {
    assertEquals(redactArgv(argv), left);
    assert(!SECRET.test(redactArgv(argv).join(" ")), "a case that hides nothing");
  });
}

/** Argument lists without a secret: nothing in them may change. */
const HARMLESS: readonly (readonly string[])[] = [
  ["app", "--port", "80", "--listen=0.0.0.0:443", "-p", "8080", ":9090", "[::1]:80"],
  ["app", "--keyspace", "shop", "--passive", "--monkey", "see", "--author", "me"],
  ["app", "--tokenizer", "bert", "--compass", "n", "--bypass", "x", "--max-tokens", "4096"],
  ["app", "--auth-port", "8080", "--token-ttl=1h", "--secret-server", "db:1"],
  ["app", "--no-password", "5432", "--ask-pass", "db", "--password-stdin", "registry.example.com"],
  ["nginx", "-c", "/etc/keys/server.pem", "/run/secrets/db_password", "/srv/token/app"],
  ["node", "/srv/auth/server.js", "http://localhost:3000/@vite/client", "npm:vite@5.0.1"],
  ["deno", "run", "-A", "https://deno.land/std@0.200.0/http/file_server.ts", "jsr:@std/assert@1"],
  ["docker", "run", "web:1@sha256:4f", "-v", "secrets:/run/secrets", "--user", "1000:1000"],
  ["docker-proxy", "-proto", "tcp", "-host-ip", "0.0.0.0", "-host-port", "80", "-use-listen-fd"],
  ["app", "http://auth:8080/", "token-service:9000", "--upstream=session:1234", "http://[::1]/a@b"],
  ["ssh", "-p", "2222", "-L", "8080:auth:80", "git@github.com", "-i", "/home/me/.ssh/id_rsa"],
  ["git", "clone", "ssh://git@github.com/a/b.git", "postgres://me@db/shop"],
  ["nginx: worker process"],
  ["sshd-session: me@pts/0"],
  ["sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups"],
  ["postgres: alice shop 127.0.0.1(5432) idle in transaction"],
  ["redis-server 127.0.0.1:6379"],
  ["it's a \"half quoted title with \\ in it"],
  ["app", "dXNlcjpwYXNzd29yZA==", "4f".repeat(32), "550e8400-e29b-41d4-a716-446655440000"],
  ["", " ", "\n", "日本語", "=", ":", "--", "-", "{", "[]", "{}", '""'],
  [],
];

for (const argv of HARMLESS) {
  Deno.test(`redactArgv() leaves all of ${JSON.stringify(argv)}`, () => {
    assertEquals(redactArgv(argv), argv);
  });
}

Deno.test("redactText() understands a whole command line", () => {
  for (const [argv] of ARGVS) {
    const line = argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
    assert(!SECRET.test(redactText(line)), redactText(line));
  }
});

Deno.test("redactText() finds what redactArgv() finds in lines that a program prints", () => {
  const lines: readonly (readonly [line: string, left: string])[] = [
    [
      'error during connect: Get "http://me:hunter2@db:2375/v1": dial tcp: refused',
      `error during connect: Get "http://${R}@db:2375/v1": dial tcp: refused`,
    ],
    ["level=error password=hunter2 port=80", `level=error password=${R} port=80`],
    ["Authorization: Basic hunter2\nHost: db:80", `Authorization: ${R}\nHost: db:80`],
    ["a b\nmysql -phunter2\nport 80", `a b\nmysql -p${R}\nport 80`],
  ];
  for (const [line, left] of lines) assertEquals(redactText(line), left);
});

Deno.test("redactText() leaves prose as it is", () => {
  for (
    const text of [
      "ss: unrecognized option '--foo'\nTry 'ss --help'.",
      "permission denied while trying to connect to the Docker daemon socket",
      "Cannot open netlink socket: Protocol not supported\n",
      "  a   b\t\tc  \n\n d ",
      "",
    ]
  ) assertEquals(redactText(text), text);
});

Deno.test("redactArgv() finds nothing more the second time", () => {
  for (const [argv] of ARGVS) {
    const once = redactArgv(argv);
    assertEquals(redactArgv(once), once);
  }
});

Deno.test("redactArgv() gives back as many words as it got", () => {
  for (const [argv] of ARGVS) assertEquals(redactArgv(argv).length, argv.length);
});

Deno.test("redactText() is not held up by hostile text", () => {
  const parts = [
    ...'a. a:// a=, -----BEGIN " \' \\ { [ ( a=\' "a":" \\\\\\" a:b@ <a password= --password , ;a'
      .split(" "),
    " ",
    '{"a":',
    "a: ",
    "a=(",
    "Bearer ",
    "eyJaaaaaaaa.",
    "-----BEGIN PRIVATE KEY-----",
    "x-",
    "x-token",
  ];
  const start = performance.now();
  for (const part of parts) redactText(part.repeat(100_000 / part.length));
  // A quarter of a second for all of them on a slow machine; what grows with the square takes minutes.
  assert(performance.now() - start < 20_000, `${performance.now() - start} ms`);
});

Deno.test("redactArgv() survives text that is nested very deeply", () => {
  const deep = 100_000;
  for (
    const word of [
      `${"[".repeat(deep)}"hunter2"${"]".repeat(deep)}`,
      `${'{"a":'.repeat(1000)}"hunter2"${"}".repeat(1000)}`,
      `${"a=".repeat(deep)}hunter2`,
      `${"'\"".repeat(deep)}`,
    ]
  ) assertEquals(redactArgv(["x", word, "--password", "hunter2"]).at(-1), R);
});

Deno.test("redactPath() keeps a folder and what lies below it together", () => {
  const paths: readonly (readonly [path: string, left: string])[] = [
    ["/srv/token=hunter2/app", `/srv/token=${R}/app`],
    ["/srv/ghp_swordfish0123456789swordfish", `/srv/${R}`],
    ["/srv/me:hunter2@host/x", `/srv/me:${R}@host/x`],
    ["/run/secrets/db_password", "/run/secrets/db_password"],
    ["/", "/"],
    ["", ""],
  ];
  for (const [path, left] of paths) {
    assertEquals(redactPath(path), left);
    assertEquals(redactPath(`${path}/.git/HEAD`), `${left}/.git/HEAD`);
  }
});
