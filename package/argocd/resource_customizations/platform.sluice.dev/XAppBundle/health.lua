-- Health of Sluice's bundles, Crossplane's composite resources and claims: one text for all of them.
-- Crossplane can't say whether an error will pass, so what it reports is Progressing. Degraded is a rollout that
-- function-sluice holds for a reason that only a new spec or a person can mend, Suspended one that waits for a decision.

local metadata = obj.metadata
local annotations = metadata.annotations or {}
local status = obj.status or {}

local function health(code, message)
  return { status = code, message = message }
end

local function condition(kind)
  for _, c in ipairs(status.conditions or {}) do
    if c.type == kind then
      return c
    end
  end
  return nil
end

-- What was said of an older spec does not count.
local function says(c, value)
  return c ~= nil and c.status == value and (c.observedGeneration == nil or c.observedGeneration == metadata.generation)
end

local function text(c, otherwise)
  if c ~= nil and c.message ~= nil and c.message ~= "" then
    return c.message
  end
  if c ~= nil and c.reason ~= nil and c.reason ~= "" then
    return c.reason
  end
  return otherwise
end

local ready = condition("Ready")
local synced = condition("Synced")
local held = condition("RolloutHeld")

if metadata.deletionTimestamp ~= nil then
  return health("Progressing", "Pending deletion")
end
if annotations["crossplane.io/paused"] == "true" then
  return health("Suspended", "Reconciliation is paused")
end
if ready == nil and synced == nil then
  return health("Progressing", "Waiting for Crossplane to compose it")
end
if says(held, "True") then
  if held.reason == "Failed" or held.reason == "NotProvable" then
    return health("Degraded", text(held, "The migration failed"))
  end
  if held.reason == "ApprovalRequired" or held.reason == "Paused" then
    return health("Suspended", text(held, "The migration waits for a person"))
  end
  return health("Progressing", text(held, "The rollout waits for its migration"))
end
if says(synced, "False") then
  return health("Progressing", text(synced, "Not synced"))
end
if says(synced, "True") and says(ready, "True") then
  return health("Healthy", text(ready, "Ready"))
end
if says(ready, "False") then
  return health("Progressing", text(ready, "Waiting for Ready"))
end
return health("Progressing", "Waiting for Crossplane to see generation " .. tostring(metadata.generation))
