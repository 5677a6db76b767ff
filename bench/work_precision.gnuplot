# Time against error, a line per solver: gnuplot -e "data='massless_5.dat'; output='x.png'" bench/work_precision.gnuplot
set terminal pngcairo size 760,640 noenhanced font "DejaVu Sans,10"
set output output
set logscale xy
set format x "1e%T"
set format y "%.0f"
set xrange [3e-2:3e-9] # better to the right
set yrange [100:1e5]
set xlabel "largest error, relative to the largest value"
set ylabel "time per instance and simulated second [µs]"
set key below maxrows 5 width -2 samplen 3 title " "
set grid
set encoding utf8
# Peers broken, one instance thin, ensembles thick. A colour for each method.
colour(name) = strstrt(name, "dopri5") ? "#d62728" : strstrt(name, "runge_kutta4") ? "#8c564b" : \
  strstrt(name, "rosenbrock4") ? "#e377c2" : strstrt(name, "BDF") ? "#555555" : strstrt(name, "Adams") ? "#aaaaaa" : \
  strstrt(name, "Tsitouras") ? "#1f77b4" : strstrt(name, "GRK4T") ? "#2ca02c" : "#ff7f0e"
dash(name) = strstrt(name, "doubles") || strstrt(name, "lane") ? 1 : 2
width(name) = strstrt(name, "eight") ? 3.4 : strstrt(name, "four") ? 2.4 : 1.2
point(name) = strstrt(name, "doubles") ? 4 : strstrt(name, "one") ? 6 : strstrt(name, "four") ? 9 : strstrt(name, "eight") ? 7 : 1
# The first line of each block is its name. Spaces within become hard ones, since words are split at soft ones.
names = system("sed -n 's/^\"\\(.*\\)\"$/\\1/p' " . data . " | sed 's/ / /g'")
name(i) = word(names, i + 1)
plot for [i=0:words(names)-1] data index i every ::1 using 1:2 with linespoints linecolor rgb colour(name(i)) \
  linewidth width(name(i)) dashtype dash(name(i)) pointtype point(name(i)) pointsize 0.7 title name(i)
