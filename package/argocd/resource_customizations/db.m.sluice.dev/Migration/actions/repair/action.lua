-- The answer is bound to what it is about, so that it can't fire again on anything else: the digest of the files as
-- they are, or what the message of an unknown outcome offers for this very statement.
local metadata = obj.metadata
local status = obj.status or {}
local provider = status.atProvider or {}

if status.observedGeneration ~= metadata.generation then
  error("The provider has not seen this spec yet; wait until it has, and look at what it says", 0)
end

local reason
for _, c in ipairs(status.conditions or {}) do
  if c.type == "Stalled" and c.status == "True" then
    reason = c.reason
  end
end

local token
if reason == "ChecksumMismatch" or reason == "AppliedStatementEdited" then
  token = provider.sourceDigest
  if token == nil then
    error("The status has no sourceDigest to accept; wait until the provider has read the files", 0)
  end
elseif reason == "OutcomeUnknown" then
  token = actionParams ~= nil and actionParams["token"] or nil
  if token == nil or token == "" then
    error("Find out whether the statement took effect, then give as token the one of the two answers in the message that is true", 0)
  end
else
  error("There is nothing to repair; a failed file needs a corrected one, or a retry", 0)
end

metadata.annotations = metadata.annotations or {}
metadata.annotations["sluice.dev/repair"] = token
return obj
