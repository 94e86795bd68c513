-- Requests all files in turn.
function init(args)
  files = tonumber(args[1])
  n = 0
end

function request()
  n = n % files + 1
  return wrk.format("GET", string.format("/f/f%07d", n))
end
