module early.sessh

go 1.26.0
