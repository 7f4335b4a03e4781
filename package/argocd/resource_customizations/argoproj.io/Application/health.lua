-- Health of an Application inside of another one (app of apps), which Argo CD itself does not judge: without this, the
-- waves between Applications order nothing.
-- Healthy is an Application that is synced to what its spec asks for, has ended its operation, and is healthy. Degraded is
-- one that will not go on by itself: unhealthy, or given up on the revision that it compares itself with.

local metadata = obj.metadata
local spec = obj.spec or {}
local status = obj.status or {}
local own = status.health or {}
local sync = status.sync or {}
local operation = status.operationState or {}

local function health(code, message)
  return { status = code, message = message }
end

local function text(message, otherwise)
  if message ~= nil and message ~= "" then
    return message
  end
  return otherwise
end

local function same(a, b)
  return (a or "") == (b or "")
end

local function sameSource(a, b)
  return same(a.repoURL, b.repoURL) and same(a.path, b.path) and same(a.chart, b.chart)
    and same(a.targetRevision, b.targetRevision)
end

-- The parent changes the spec first; what the status says is of the old one until the child has compared again.
local function compared()
  local to = sync.comparedTo
  if to == nil then
    return true
  end
  local wanted = spec.sources or { spec.source }
  local seen = to.sources or { to.source }
  if #wanted ~= #seen then
    return false
  end
  for i, source in ipairs(wanted) do
    if not sameSource(source, seen[i]) then
      return false
    end
  end
  return true
end

if metadata.deletionTimestamp ~= nil then
  return health("Progressing", "Pending deletion")
end
if own.status == nil or own.status == "" or sync.status == nil then
  return health("Progressing", "Waiting for the first comparison")
end
if not compared() then
  return health("Progressing", "Waiting for a comparison with the new source")
end
if operation.phase == "Running" or operation.phase == "Terminating" then
  return health("Progressing", text(operation.message, "An operation is running"))
end

-- A failure of an older revision says nothing of this one.
local function failedAtThis()
  local result = operation.syncResult or {}
  local tried = result.revisions or { result.revision }
  local seen = sync.revisions or { sync.revision }
  if #tried == 0 or #tried ~= #seen then
    return false
  end
  for i, revision in ipairs(tried) do
    if revision ~= seen[i] then
      return false
    end
  end
  return true
end

if (operation.phase == "Failed" or operation.phase == "Error") and failedAtThis() then
  return health("Degraded", text(operation.message, "The operation failed"))
end
if own.status == "Degraded" then
  return health("Degraded", text(own.message, "Degraded"))
end
if sync.status ~= "Synced" then
  if spec.syncPolicy == nil or spec.syncPolicy.automated == nil then
    return health("Suspended", "Waiting to be synced by a person")
  end
  return health("Progressing", "Waiting to be synced")
end
if own.status == "Healthy" or own.status == "Suspended" then
  return health(own.status, text(own.message, own.status))
end
return health("Progressing", text(own.message, own.status))
