-- Health of Sluice's managed resources and provider configurations: one text for every kind.
-- The status follows kstatus: observedGeneration, Ready, and Reconciling or Stalled while they are true.
-- Degraded ends a sync operation, so it is only for what nothing but a new spec, a new source or a person can mend.
-- It needs no library, since scripts in argocd-cm have none.

local metadata = obj.metadata
local annotations = metadata.annotations or {}
local status = obj.status or {}
local observed = status.observedGeneration == metadata.generation
-- The provider reads annotations of managed resources, not of provider configurations.
local managed = obj.spec ~= nil and obj.spec.forProvider ~= nil

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
local reconciling = condition("Reconciling")
local stalled = condition("Stalled")
local approval = condition("ApprovalRequired")

-- An empty set of policies pauses as the annotation does.
local paused = managed
  and (annotations["crossplane.io/paused"] == "true"
    or (obj.spec.managementPolicies ~= nil and next(obj.spec.managementPolicies) == nil))

if metadata.deletionTimestamp ~= nil then
  if paused then
    return health("Suspended", "Reconciliation is paused, and the deletion waits for it")
  end
  if observed and says(stalled, "True") then
    return health("Degraded", text(stalled, "The deletion is blocked"))
  end
  if says(reconciling, "True") then
    return health("Progressing", "Pending deletion: " .. text(reconciling, "Deleting"))
  end
  return health("Progressing", "Pending deletion")
end

if paused then
  return health("Suspended", "Reconciliation is paused")
end

-- A spec that the provider refuses to work on, a set of policies that makes no sense, is not taken for observed.
if managed and not observed and says(synced, "False") and synced.reason == "ReconcileError"
  and reconciling == nil and stalled == nil then
  return health("Degraded", text(synced, "The spec is refused"))
end

if not observed then
  return health("Progressing", "Waiting for the provider to see generation " .. tostring(metadata.generation))
end

-- Annotations raise no generation: a request counts as unseen until the status echoes it.
local retry = annotations["sluice.dev/retry"]
if managed and retry ~= nil and retry ~= status.lastHandledRetry then
  return health("Progressing", "A retry was asked for")
end

if says(stalled, "True") then
  local repair = annotations["sluice.dev/repair"]
  local accepts = repair ~= nil and status.atProvider ~= nil and repair == status.atProvider.sourceDigest
  if accepts and repair ~= status.lastHandledRepair
    and (stalled.reason == "ChecksumMismatch" or stalled.reason == "AppliedStatementEdited") then
    return health("Progressing", "A repair was asked for")
  end
  return health("Degraded", text(stalled, "Stalled"))
end

if says(approval, "True") then
  local plan = status.atProvider ~= nil and status.atProvider.plan or nil
  local approve = annotations["sluice.dev/approve"]
  if approve ~= nil and plan ~= nil and approve == plan.hash and approve ~= status.lastHandledApprove then
    return health("Progressing", "The plan is approved")
  end
  return health("Suspended", text(approval, "Waiting for approval"))
end

if says(reconciling, "True") then
  return health("Progressing", text(reconciling, "Reconciling"))
end
if says(synced, "False") then
  return health("Progressing", text(synced, "Reconciling"))
end
if says(ready, "True") then
  return health("Healthy", text(ready, "Ready"))
end
-- Nothing goes on: the management policies withhold it.
if says(ready, "False") and ready.reason == "Pending" then
  return health("Suspended", text(ready, "Withheld by managementPolicies"))
end
return health("Progressing", text(ready, "Waiting for Ready"))
