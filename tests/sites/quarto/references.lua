-- What Quarto adds to pandoc: labels of equations, and references that show the number of a figure or an equation.
local numbers, figures, equations = {}, 0, 0

local function number_figure(figure)
  figures = figures + 1
  numbers[figure.identifier] = figures
end

local function number_equation(inlines)
  for at = #inlines, 2, -1 do
    local text, before = inlines[at].text, inlines[at - 1].t == "Space" and inlines[at - 2] or inlines[at - 1]
    local label = inlines[at].t == "Str" and text:match("^{#(eq%-%S+)}$")
    if label and before.mathtype == "DisplayMath" then
      equations = equations + 1
      numbers[label] = equations
      inlines:remove(at)
    end
  end
  return inlines
end

local function refer(cite)
  local label = cite.citations[1].id
  return pandoc.Str(tostring(numbers[label] or error("there is no " .. label)))
end

return { { Figure = number_figure, Inlines = number_equation }, { Cite = refer } }
