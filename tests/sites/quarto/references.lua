-- What Quarto adds to pandoc: labels of equations, and references that show the number of a figure.
local numbers, figures = {}, 0

local function number(figure)
  figures = figures + 1
  numbers[figure.identifier] = figures
end

local function refer(cite)
  local label = cite.citations[1].id
  return pandoc.Str(tostring(numbers[label] or error("there is no " .. label)))
end

local function without_label(inlines)
  for at = #inlines, 2, -1 do
    local text, before = inlines[at].text, inlines[at - 1].t == "Space" and inlines[at - 2] or inlines[at - 1]
    if inlines[at].t == "Str" and text:match("^{#eq%-%S+}$") and before.mathtype == "DisplayMath" then
      inlines:remove(at)
    end
  end
  return inlines
end

return { { Figure = number }, { Cite = refer, Inlines = without_label } }
