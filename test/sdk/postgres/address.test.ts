import { expect } from "chai";
import { InputError } from "zke-insurance-fund";
import { isPostgresAddress } from "../../../sdk/src/postgres/address.ts";

describe("where state is kept", () => {
  it("is PostgreSQL by its addresses, and a file by anything that may be a file's name", () => {
    for (const address of ["postgres://db/x", "postgresql://db/x", "POSTGRES://db/x", "postgres:///x?host=/run"])
      expect(isPostgresAddress(address), address).to.equal(true);
    for (const file of [
      "transactions.sqlite",
      "/var/lib/fund/a=b.sqlite",
      "postgres",
      "C:\\fund.sqlite",
      "./postgres.sqlite",
    ])
      expect(isPostgresAddress(file), file).to.equal(false);
  });

  it("is never a file that nobody meant, and what was given is not repeated", () => {
    const unusable = [
      ...[
        "",
        " \n",
        "postgress://me:hunter2@db/x",
        '"postgres://me:hunter2@db/x"',
        "DATABASE_URL=postgres://me:hunter2@db/x",
      ],
      ...["host=db password=hunter2 dbname=x", "mysql://me:hunter2@db/x", "'postgres://me:hunter2@db/x'"],
    ];
    for (const text of unusable) {
      try {
        isPostgresAddress(text);
        expect.fail(text);
      } catch (error) {
        expect(error).to.be.instanceOf(InputError);
        expect((error as InputError).code).to.equal("postgresAddress");
        expect(`${error}`).not.to.include("hunter2");
      }
    }
  });
});
