# Time against error, a line per solver: gnuplot -e "data='massless_5.dat'; output='x.png'" bench/work_precision.gnuplot
stats data using 1:2 nooutput
set terminal pngcairo size 760,460 noenhanced font "DejaVu Sans,10"
set output output
set logscale xy
set format x "1e%T"
set format y "%g"
set xrange [3e-2:3e-9] # better to the right
set xlabel "largest error, relative to the largest value"
set ylabel "time per instance and simulated second [µs]"
set key outside right top
set grid
set encoding utf8
plot for [i=0:STATS_blocks-2] data index i using 1:2 with linespoints linewidth 1.6 pointsize 0.7 title columnheader(1)
