-- What an exchange has anyway: its liquidations, its periods, what each position made of one, and who is signed in.

CREATE TABLE IF NOT EXISTS periods (
  period bigint PRIMARY KEY,
  -- Unix seconds; a period begins where the one before ends. A row is there once its positions are.
  ends_at bigint NOT NULL
);

CREATE TABLE IF NOT EXISTS positions (
  period bigint NOT NULL,
  account text NOT NULL,
  position text NOT NULL,
  -- Tokens, below zero for a loss.
  profit numeric NOT NULL,
  PRIMARY KEY (period, account, position)
);

CREATE TABLE IF NOT EXISTS liquidations (
  liquidation text PRIMARY KEY,
  period bigint NOT NULL,
  market text NOT NULL,
  side text NOT NULL CHECK (side IN ('long', 'short')),
  quantity numeric NOT NULL,
  -- Tokens: what the position was taken over for, and what it was closed for.
  takeover_value numeric NOT NULL,
  close_value numeric NOT NULL,
  closed_at bigint NOT NULL,
  -- The block in which its profit was credited to the fund.
  credited_block bigint,
  profit numeric GENERATED ALWAYS AS (CASE side WHEN 'long' THEN close_value - takeover_value ELSE takeover_value - close_value END) STORED
);
CREATE INDEX IF NOT EXISTS liquidations_to_credit ON liquidations (closed_at) WHERE credited_block IS NULL AND profit > 0;

CREATE TABLE IF NOT EXISTS sessions (token text PRIMARY KEY, account text NOT NULL);
