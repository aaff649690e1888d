-- name: find-account
SELECT name, role, unit, member, external_id, password, password_at, must_change, secret, last_step, stamp, enabled, demo, created_at
FROM account
WHERE name = @Name

-- name: find-account-by-external-id
SELECT name, role, unit, member, external_id, password, password_at, must_change, secret, last_step, stamp, enabled, demo, created_at
FROM account
WHERE external_id = @ExternalId

-- name: all-accounts
SELECT name, role, unit, member, external_id, password, password_at, must_change, secret, last_step, stamp, enabled, demo, created_at
FROM account
ORDER BY name

-- name: add-account
INSERT INTO account (name, role, unit, member, external_id, password, password_at, must_change, secret, last_step, stamp, enabled, demo, created_at)
VALUES (@Name, @Role, @Unit, @Member, @ExternalId, @Password, @PasswordAt, @MustChange, @Secret, 0, @Stamp, @Enabled, @Demo, @CreatedAt)
ON CONFLICT DO NOTHING

-- name: change-account
-- The stamp guards against two changes of the same account at once: the second touches no row.
UPDATE account
SET password = @Password,
    password_at = @PasswordAt,
    must_change = @MustChange,
    secret = @Secret,
    stamp = @Stamp,
    enabled = @Enabled
WHERE name = @Name
  AND stamp = @StampBefore

-- name: use-code
-- A code counts once: whoever comes second with it, or with an older one, touches no row.
UPDATE account
SET last_step = @Step
WHERE name = @Name
  AND stamp = @Stamp
  AND last_step < @Step

-- name: add-recovery-code
INSERT INTO recovery_code (account, hash)
VALUES (@Account, @Hash)

-- name: use-recovery-code
DELETE FROM recovery_code
WHERE account = @Account
  AND hash = @Hash

-- name: forget-recovery-codes
DELETE FROM recovery_code
WHERE account = @Account

-- name: count-recovery-codes
SELECT COUNT(*)
FROM recovery_code
WHERE account = @Account

-- name: add-sign-in
INSERT INTO sign_in (hash, account, stamp, token, idle, seen_at, expires_at)
VALUES (@Hash, @Account, @Stamp, @Token, @Idle, @SeenAt, @ExpiresAt)

-- name: find-sign-in
-- One that lasts: its account is enabled and unchanged since, or its token still works.
SELECT sign_in.seen_at,
       sign_in.idle,
       sign_in.expires_at,
       account.name AS account,
       account.demo AS demo,
       COALESCE(account.name, access_token.name) AS name,
       COALESCE(account.role, access_token.role) AS role,
       COALESCE(account.unit, access_token.unit) AS unit,
       COALESCE(account.member, access_token.member) AS member
FROM sign_in
LEFT JOIN account ON account.name = sign_in.account AND account.stamp = sign_in.stamp AND account.enabled = 1
LEFT JOIN access_token ON access_token.hash = sign_in.token AND access_token.expires_at > @Now AND access_token.revoked_at IS NULL
WHERE sign_in.hash = @Hash
  AND sign_in.expires_at > @Now
  AND (account.name IS NOT NULL OR access_token.hash IS NOT NULL)

-- name: touch-sign-in
UPDATE sign_in
SET seen_at = @Now
WHERE hash = @Hash
  AND seen_at < @Now

-- name: end-sign-in
DELETE FROM sign_in
WHERE hash = @Hash

-- name: forget-sign-ins
DELETE FROM sign_in
WHERE expires_at < @Now
   OR seen_at + idle < @Now
