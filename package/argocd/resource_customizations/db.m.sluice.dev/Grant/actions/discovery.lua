-- What a person may ask of a managed resource of Sluice: one text for every kind.
-- All of it is asked by annotations. A changed spec would differ from Git, and be undone.

local metadata = obj.metadata
local annotations = metadata.annotations or {}
local status = obj.status or {}
local provider = status.atProvider or {}
local observed = status.observedGeneration == metadata.generation

local function holds(kind)
  for _, c in ipairs(status.conditions or {}) do
    if c.type == kind and c.status == "True" then
      return c
    end
  end
  return nil
end

local paused = annotations["crossplane.io/paused"] == "true"
local withheld = obj.spec ~= nil and obj.spec.managementPolicies ~= nil and next(obj.spec.managementPolicies) == nil
local works = not paused and not withheld
local stalled = holds("Stalled")

local actions = {}
actions["pause"] = {
  ["displayName"] = "Pause",
  ["iconClass"] = "fa fa-fw fa-pause",
  ["disabled"] = paused
}
actions["resume"] = {
  ["displayName"] = "Resume",
  ["iconClass"] = "fa fa-fw fa-play",
  ["disabled"] = not paused
}
actions["refresh"] = {
  ["displayName"] = "Look again now",
  ["iconClass"] = "fa fa-fw fa-rotate-right",
  ["disabled"] = not works
}
actions["retry"] = {
  ["displayName"] = "Retry what failed",
  ["iconClass"] = "fa fa-fw fa-redo",
  ["disabled"] = not (works and observed and stalled ~= nil)
}

if obj.kind == "Migration" then
  local edited = stalled ~= nil and (stalled.reason == "ChecksumMismatch" or stalled.reason == "AppliedStatementEdited")
  local unknown = stalled ~= nil and stalled.reason == "OutcomeUnknown"
  local possible = works and observed and (unknown or (edited and provider.sourceDigest ~= nil))
  actions["repair"] = {
    ["displayName"] = "Accept the edited files",
    ["iconClass"] = "fa fa-fw fa-wrench",
    ["disabled"] = not possible
  }
  if unknown then
    -- Whether the statement took effect is for a person to find out; the message has both answers to choose from.
    actions["repair"]["displayName"] = "Decide the unknown outcome"
    actions["repair"]["params"] = { { ["name"] = "token" } }
  end
end

if obj.kind == "Schema" then
  local plan = provider.plan or {}
  actions["approve"] = {
    ["displayName"] = "Approve the plan",
    ["iconClass"] = "fa fa-fw fa-check",
    ["disabled"] = not (works and observed and holds("ApprovalRequired") ~= nil and plan.hash ~= nil
      and annotations["sluice.dev/approve"] ~= plan.hash)
  }
end

return actions
